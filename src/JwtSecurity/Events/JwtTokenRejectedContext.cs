using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// A token was rejected. Where sessions cannot be checked, none was.
/// </summary>
public sealed class JwtTokenRejectedContext
{
    internal JwtTokenRejectedContext(HttpContext httpContext, string schemeName, JwtValidationError error)
    {
        HttpContext = httpContext;
        SchemeName = schemeName;
        Error = error;
    }

    /// <summary>Gets the request.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>Gets the name of the scheme.</summary>
    public string SchemeName { get; }

    /// <summary>Gets the reason.</summary>
    public JwtValidationError Error { get; }
}
