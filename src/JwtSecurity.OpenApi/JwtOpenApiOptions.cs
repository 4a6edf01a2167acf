using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.OpenApi;

/// <summary>
/// What <see cref="JwtSecurityOpenApiOptionsExtensions.AddJwtSecurity"/> writes into a document.
/// </summary>
public sealed class JwtOpenApiOptions
{
    /// <summary>Gets or sets where a page such as Swagger UI logs in with a user name and a password: the address of <c>MapJwtLogin</c>, as <c>/token</c>.</summary>
    /// <value><see langword="null"/> by default: tokens are pasted.</value>
    /// <remarks>
    /// With it, the schemes of the default set that read access tokens from the header are described as OAuth 2 with the password flow (RFC 6749, section 4.3) instead of HTTP bearer. The answer has to have
    /// an <c>access_token</c>, so it is no use where the dialect calls it something else, or tokens go into cookies alone.
    /// </remarks>
    public string? TokenUrl { get; set; }
}
