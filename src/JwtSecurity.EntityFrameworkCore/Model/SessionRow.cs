namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// A row of the table of sessions. Times are microseconds since 1970-01-01T00:00:00Z, which every database stores, compares and orders alike.
/// </summary>
internal sealed class SessionRow
{
    public required string SetName { get; init; }

    public required string SessionId { get; init; }

    public required string SubjectKey { get; init; }

    public required string CurrentJti { get; init; }

    public required long CurrentIssuedAt { get; init; }

    public required long CurrentExpiresAt { get; init; }

    public required string Subject { get; init; }

    public string? Claims { get; init; }

    public string? Csrf { get; init; }

    public string? PreviousJti { get; init; }

    public required long RotatedAt { get; init; }

    public required long CreatedAt { get; init; }

    public required long LastUsedAt { get; init; }

    public required long ExpiresAt { get; init; }

    public required long AccessTokensEndAt { get; init; }

    public long? RevokedAt { get; init; }

    public int? EndReason { get; init; }

    /// <summary>
    /// <see cref="AccessTokensEndAt"/> of a revoked session; null while it lives. With an index of its own: the revocations that count are found without
    /// those of months ago, and a rotation, which moves <see cref="AccessTokensEndAt"/>, touches no index.
    /// </summary>
    public long? RevocationEndsAt { get; init; }

    public string? Client { get; init; }

    public string? Address { get; init; }

    /// <summary>
    /// A random number that each write draws anew. Who changes a session names the one it has read, and fails where another came first; who lost the
    /// answer to a commit recognises its own; and what one statement revoked can be told from what others did.
    /// </summary>
    public required long Stamp { get; init; }

    public static SessionRow From(JwtStoredSession session, long stamp) => new()
    {
        SetName = session.SetName,
        SessionId = session.SessionId,
        SubjectKey = session.SubjectKey,
        CurrentJti = session.Current.Jti,
        CurrentIssuedAt = StoredTime.From(session.Current.IssuedAt),
        CurrentExpiresAt = StoredTime.From(session.Current.ExpiresAt),
        Subject = session.Current.Subject,
        Claims = session.Current.Claims,
        Csrf = session.Current.Csrf,
        PreviousJti = session.PreviousJti,
        RotatedAt = StoredTime.From(session.RotatedAt),
        CreatedAt = StoredTime.From(session.CreatedAt),
        LastUsedAt = StoredTime.From(session.LastUsedAt),
        ExpiresAt = StoredTime.From(session.ExpiresAt),
        AccessTokensEndAt = StoredTime.From(session.AccessTokensEndAt),
        RevokedAt = StoredTime.From(session.RevokedAt),
        EndReason = (int?)session.EndReason,
        RevocationEndsAt = session.RevokedAt is null ? null : StoredTime.From(session.AccessTokensEndAt),
        Client = session.Client,
        Address = session.Address,
        Stamp = stamp,
    };

    public JwtStoredSession ToSession() => new()
    {
        SetName = SetName,
        SessionId = SessionId,
        SubjectKey = SubjectKey,
        Current = new JwtStoredToken
        {
            Jti = CurrentJti,
            IssuedAt = StoredTime.ToTime(CurrentIssuedAt),
            ExpiresAt = StoredTime.ToTime(CurrentExpiresAt),
            Subject = Subject,
            Claims = Claims,
            Csrf = Csrf,
        },
        PreviousJti = PreviousJti,
        RotatedAt = StoredTime.ToTime(RotatedAt),
        CreatedAt = StoredTime.ToTime(CreatedAt),
        LastUsedAt = StoredTime.ToTime(LastUsedAt),
        ExpiresAt = StoredTime.ToTime(ExpiresAt),
        AccessTokensEndAt = StoredTime.ToTime(AccessTokensEndAt),
        RevokedAt = StoredTime.ToTime(RevokedAt),
        EndReason = (JwtSessionEndReason?)EndReason,
        Client = Client,
        Address = Address,
    };
}
