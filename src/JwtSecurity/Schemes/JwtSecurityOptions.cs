namespace JwtSecurity;

/// <summary>
/// The options of a set of schemes: what each of its schemes starts from, and what concerns the application as a whole.
/// </summary>
public sealed class JwtSecurityOptions : JwtSchemeOptions
{
    /// <summary>Gets or sets whether the schemes are also registered as ASP.NET Core authentication schemes.</summary>
    /// <value>
    /// The default value is <see langword="true"/>: <c>[Authorize]</c>, policies, roles and <c>HttpContext.AuthenticateAsync</c> know them.
    /// With <see langword="false"/> only guards work (credentials parameters, <c>RequireJwt</c>), and requests do not pay for
    /// the authentication middleware.
    /// </value>
    /// <remarks>
    /// It holds for the application: every set must say the same. It is read once, while services are registered.
    /// </remarks>
    public bool RegisterAuthenticationSchemes { get; set; } = true;

    /// <summary>Gets or sets how many validated access tokens each scheme remembers, so that a token is validated once.</summary>
    /// <value>Zero or more; zero switches the cache off. The default value is 10,000.</value>
    /// <remarks>
    /// A token enters when it is used for the second time. Expiry and revocation are asked at every use all the same, and changed options start with an empty cache. When it is full, a new token takes
    /// the place of one that expired or was not used lately; where there is none, the new one is validated at every use. One subject has a small
    /// share at most, and pushes out its own tokens beyond it, nobody else's.
    /// </remarks>
    public int TokenCacheEntries { get; set; } = 10_000;

    /// <summary>Gets or sets how much memory the remembered tokens of each scheme may take, about.</summary>
    /// <value>Zero or more bytes; zero switches the cache off. The default value is 16 MiB.</value>
    public long TokenCacheBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets the options of the set's sessions, which count where <c>AddSessions</c> was called.</summary>
    public JwtSessionOptions Sessions { get; } = new();

    /// <summary>Gets the options of the set's token endpoints, which count where those are mapped.</summary>
    public JwtEndpointOptions Endpoints { get; } = new();
}
