using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// A token passed every check of its own.
/// </summary>
public sealed class JwtTokenValidatedContext
{
    internal JwtTokenValidatedContext(HttpContext httpContext, JwtAuthorizationCredentials credentials)
    {
        HttpContext = httpContext;
        Credentials = credentials;
    }

    /// <summary>Gets the request.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>Gets the name of the scheme.</summary>
    public string SchemeName => Credentials.SchemeName;

    /// <summary>Gets the credentials in the token.</summary>
    public JwtAuthorizationCredentials Credentials { get; }

    internal bool IsRejected { get; private set; }

    /// <summary>Rejects the token after all, with 401 and the code <c>token_revoked</c>.</summary>
    public void Reject() => IsRejected = true;
}
