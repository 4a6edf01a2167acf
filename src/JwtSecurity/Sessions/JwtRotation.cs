namespace JwtSecurity;

/// <summary>
/// A refresh token that was presented, and the successor proposed for it. <see cref="Decide"/> says what becomes of them; a store only has to apply that
/// to the session atomically.
/// </summary>
public sealed class JwtRotation
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    /// <summary>Gets the name of the session's set.</summary>
    /// <value>Empty for the default set.</value>
    public required string SetName { get; init; }

    /// <summary>Gets the session's identifier.</summary>
    public required string SessionId { get; init; }

    /// <summary>Gets the <c>jti</c> of the refresh token that was presented.</summary>
    public required string PresentedJti { get; init; }

    /// <summary>Gets when the presented token was accepted, by the store's clock: <see cref="JwtSessionReading.Now"/> of the reading that it was checked against.</summary>
    /// <value>
    /// The grace period is measured up to here, not to the moment at which the store comes to rotate: a hook that takes long, or a queue at the store, makes nobody a thief. It counts for a minute, no longer, so that
    /// a request that is held back on purpose does not keep a token good.
    /// </value>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Gets the refresh token that takes the place of the current one, if it is replaced. Nobody has it yet; if it is not taken, nobody ever will.</summary>
    public required JwtStoredToken Successor { get; init; }

    /// <summary>Gets until when the access token that goes with the answer may be accepted somewhere, leeway included.</summary>
    public required DateTimeOffset AccessTokenEndsAt { get; init; }

    /// <summary>Gets for how long after a rotation the token before is answered with its successor again.</summary>
    /// <value>Zero or more.</value>
    public required TimeSpan GracePeriod { get; init; }

    /// <summary>Decides what becomes of the presented token. A pure function: it may be called again with a session that was read again.</summary>
    /// <param name="session">The session as the store has it, read so that nobody changes it before the result is written, or so that the write then fails.</param>
    /// <param name="now">The store's time.</param>
    /// <returns>What to answer; where <see cref="JwtRotationResult.IsChanged"/> is set, the session to write.</returns>
    public JwtRotationResult Decide(JwtStoredSession? session, DateTimeOffset now)
    {
        if (session is null)
        {
            return new(JwtRotationStatus.Unknown, null, IsChanged: false);
        }

        return RefreshTokenStandings.Of(session, PresentedJti, Later(AcceptedAt, now - s_longestWait), now, GracePeriod) switch
        {
            RefreshTokenStanding.Revoked => new(JwtRotationStatus.Revoked, session, IsChanged: false),
            RefreshTokenStanding.Expired => new(JwtRotationStatus.Expired, session, IsChanged: false),
            RefreshTokenStanding.Current => new(JwtRotationStatus.Rotated, Rotate(session, now), IsChanged: true),
            RefreshTokenStanding.CurrentAndYoung => Keep(JwtRotationStatus.Kept, session),
            RefreshTokenStanding.Previous => Keep(JwtRotationStatus.Replayed, session),
            _ => new(JwtRotationStatus.Reused, session.Revoke(now, JwtSessionEndReason.TokenReused), IsChanged: true),
        };
    }

    // The access tokens that answers within the grace period carry end a little later. To count them in now saves a write for each.
    private JwtStoredSession Rotate(JwtStoredSession session, DateTimeOffset now) => session with
    {
        PreviousJti = session.Current.Jti,
        Current = Successor,
        RotatedAt = now,
        LastUsedAt = now,
        AccessTokensEndAt = Later(session.AccessTokensEndAt, AccessTokenEndsAt + GracePeriod),
    };

    private JwtRotationResult Keep(JwtRotationStatus status, JwtStoredSession session) =>
        AccessTokenEndsAt <= session.AccessTokensEndAt
            ? new(status, session, IsChanged: false)
            : new(status, session with { AccessTokensEndAt = AccessTokenEndsAt }, IsChanged: true);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
