namespace JwtSecurity;

/// <summary>
/// What a presented refresh token turned out to be, and what was done about it.
/// </summary>
public enum JwtRotationStatus
{
    /// <summary>It was the current one; the successor took its place.</summary>
    Rotated,

    /// <summary>It is the current one, and so young that it stays: at most one rotation takes place in a grace period.</summary>
    Kept,

    /// <summary>It is the one before, within the grace period: whoever sent it gets the current one, as if the answer to the rotation had been sent twice.</summary>
    Replayed,

    /// <summary>It is older than that: somebody else has the session's tokens. This call revoked the session; a later one finds <see cref="Revoked"/>.</summary>
    Reused,

    /// <summary>The session was revoked before.</summary>
    Revoked,

    /// <summary>The session's idle or absolute expiry has come.</summary>
    Expired,

    /// <summary>There is no such session.</summary>
    Unknown,
}
