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
}
