using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// A 401 or 403, or a 503 where sessions cannot be checked, is about to be written. Its status, <c>WWW-Authenticate</c> and <c>Cache-Control</c> stand already.
/// </summary>
/// <example>
/// <code>
/// options.Events.OnChallenge = context =>
/// {
///     context.HandleResponse();
///     return context.HttpContext.Response.WriteAsJsonAsync(new { msg = context.Error.Detail });
/// };
/// </code>
/// </example>
public sealed class JwtChallengeContext
{
    internal JwtChallengeContext(HttpContext httpContext, string schemeName, JwtValidationError error)
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

    internal bool IsHandled { get; private set; }

    /// <summary>Says that the hook writes the body, or that there is to be none.</summary>
    public void HandleResponse() => IsHandled = true;
}
