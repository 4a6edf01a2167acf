namespace JwtSecurity;

/// <summary>
/// A session as a store keeps it: one row for a login, however often its tokens are renewed. Immutable; a change makes another.
/// </summary>
/// <remarks>
/// All times are UTC. <see cref="RotatedAt"/>, <see cref="CreatedAt"/>, <see cref="LastUsedAt"/> and <see cref="RevokedAt"/> were read from the store's clock,
/// and a store may keep them to the microsecond; of a session that took in a token from before there were sessions, the first two are when that was issued.
/// </remarks>
public sealed record JwtStoredSession
{
    /// <summary>Gets the name of the set of schemes the session belongs to.</summary>
    /// <value>Empty for the default set.</value>
    public required string SetName { get; init; }

    /// <summary>Gets the session's identifier, the <c>sid</c> of its tokens. Within a set there is one session of it, ever.</summary>
    /// <value>At most 64 characters; 122 random bits, so that nobody guesses one.</value>
    public required string SessionId { get; init; }

    /// <summary>Gets whose session it is: what <see cref="JwtSessions.RevokeAllAsync"/> and <see cref="JwtSessions.ListAsync"/> ask for.</summary>
    /// <value>At most 256 characters, compared exactly: no case folding, no trimming.</value>
    public required string SubjectKey { get; init; }

    /// <summary>Gets the refresh token that is good now.</summary>
    public required JwtStoredToken Current { get; init; }

    /// <summary>Gets the <c>jti</c> of the refresh token before it, which is still answered within the grace period.</summary>
    /// <value>At most 64 characters; <see langword="null"/> before the first rotation.</value>
    public string? PreviousJti { get; init; }

    /// <summary>Gets when <see cref="Current"/> took its place: the grace period counts from here.</summary>
    public required DateTimeOffset RotatedAt { get; init; }

    /// <summary>Gets when the session began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when the session was last renewed: at its start, then at each rotation.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>Gets when the session ends whatever happens: the absolute expiry, which no rotation moves.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Gets until when an access token of the session may be accepted somewhere, leeway included: a revocation has to be known until then.</summary>
    public required DateTimeOffset AccessTokensEndAt { get; init; }

    /// <summary>Gets when the session was revoked.</summary>
    /// <value><see langword="null"/> for one that was not. It never becomes <see langword="null"/> again.</value>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Gets why the session was revoked.</summary>
    /// <value><see langword="null"/> for one that was not.</value>
    public JwtSessionEndReason? EndReason { get; init; }

    /// <summary>Gets what the client called itself.</summary>
    /// <value>At most 256 characters; <see langword="null"/> where nobody said.</value>
    public string? Client { get; init; }

    /// <summary>Gets the network address the session was started from.</summary>
    /// <value>At most 64 characters; <see langword="null"/> where the application does not keep it.</value>
    public string? Address { get; init; }

    /// <summary>Tells whether the session can still be renewed: not revoked, and neither of its expiries has come.</summary>
    /// <param name="now">The store's time.</param>
    /// <returns>Whether it can.</returns>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && now < Current.ExpiresAt && now < ExpiresAt;

    /// <summary>Makes the session as it is once it was revoked.</summary>
    /// <param name="now">The store's time.</param>
    /// <param name="reason">Why.</param>
    /// <returns>The revoked session; this one, if it was revoked before.</returns>
    public JwtStoredSession Revoke(DateTimeOffset now, JwtSessionEndReason reason) =>
        RevokedAt is null ? this with { RevokedAt = now, EndReason = reason } : this;

    /// <summary>Describes the session by its identifier; whose it is stays out of logs.</summary>
    /// <returns>The <c>sid</c>.</returns>
    public override string ToString() => $"{nameof(JwtStoredSession)} {{ SessionId = {SessionId} }}";
}
