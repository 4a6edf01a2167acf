namespace JwtSecurity;

/// <summary>
/// What the members of a <see cref="TokenPair"/> are called as JSON; those without a name are left out.
/// </summary>
internal sealed record TokenFields(string Access, string Refresh, string? TokenType, string? ExpiresIn)
{
    /// <summary>The names of RFC 6749, section 5.1.</summary>
    public static readonly TokenFields OAuth = new("access_token", "refresh_token", "token_type", "expires_in");

    public static readonly TokenFields SimpleJwt = new("access", "refresh", TokenType: null, ExpiresIn: null);
}
