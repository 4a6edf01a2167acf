using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Ends an endpoint from within, where it is about to set a cookie that it must not set, or to start a session that it cannot start. It becomes the answer of a guard.
/// </summary>
internal sealed class JwtRefusalException(JwtValidationError error, JwtSecurityScheme scheme, Exception? cause = null)
    : BadHttpRequestException(scheme.Settings.Errors.Of(error).Detail, scheme.Settings.Errors.Of(error).StatusCode, cause!)
{
    /// <summary>The code of the refusal.</summary>
    public string Code => error.Code;

    /// <summary>Writes the answer in place of the endpoint's. Its cookies go with it; headers of others, such as security headers, stay.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.ContentLength = null;
        context.Response.ContentType = null;
        context.Response.Headers.SetCookie = default;
        return JwtRefusal.WriteAsync(context, error, scheme);
    }
}
