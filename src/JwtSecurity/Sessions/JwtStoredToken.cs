namespace JwtSecurity;

/// <summary>
/// What a store keeps of a session's current refresh token: enough to write the same token again, and nothing that could be used in its place.
/// </summary>
/// <remarks>
/// There is no token in it and no signature. Whoever reads it learns what the token says; without the signing key nobody makes one of it.
/// </remarks>
public sealed record JwtStoredToken
{
    /// <summary>Gets the token's <c>jti</c> (RFC 7519, section 4.1.7).</summary>
    /// <value>At most 64 characters.</value>
    public required string Jti { get; init; }

    /// <summary>Gets the token's <c>iat</c>.</summary>
    /// <value>UTC, in whole seconds.</value>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Gets the token's <c>exp</c>: the session's idle expiry, since nobody can renew the session when it has come.</summary>
    /// <value>UTC, in whole seconds; never after the session's <see cref="JwtStoredSession.ExpiresAt"/>.</value>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Gets the subject.</summary>
    /// <value>A JSON object, of any length up to 16 KiB.</value>
    public required string Subject { get; init; }

    /// <summary>Gets the further claims that the session's tokens carry at their top level.</summary>
    /// <value>A JSON object; <see langword="null"/> where there are none.</value>
    public string? Claims { get; init; }

    /// <summary>Gets the token's <c>csrf</c>, random in dialects that write one; a readable cookie may hold it beside the token's own.</summary>
    /// <value>Text, of any length up to 16 KiB; <see langword="null"/> where there is none. Access tokens each have their own.</value>
    public string? Csrf { get; init; }

    /// <summary>Describes the token by its identifier; what it says of its subject stays out of logs.</summary>
    /// <returns>The <c>jti</c>.</returns>
    public override string ToString() => $"{nameof(JwtStoredToken)} {{ Jti = {Jti} }}";
}
