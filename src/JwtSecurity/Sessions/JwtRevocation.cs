namespace JwtSecurity;

/// <summary>
/// Something revoked whose access tokens could still be accepted by a node that does not know of it.
/// </summary>
/// <param name="SetName">The name of the set; empty for the default set.</param>
/// <param name="Kind">What is revoked.</param>
/// <param name="Identifier">The session's <c>sid</c>, or the access token's <c>jti</c>.</param>
/// <param name="EndsAt">When nobody accepts the last of these tokens any more, in UTC; the revocation can be forgotten then.</param>
public sealed record JwtRevocation(string SetName, JwtRevocationKind Kind, string Identifier, DateTimeOffset EndsAt);
