namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// A row of the table of access tokens that were revoked one by one.
/// </summary>
internal sealed class RevokedTokenRow
{
    public required string SetName { get; init; }

    public required string Jti { get; init; }

    /// <summary>When nobody accepts the token any more, in microseconds since 1970-01-01T00:00:00Z.</summary>
    public required long EndsAt { get; init; }
}
