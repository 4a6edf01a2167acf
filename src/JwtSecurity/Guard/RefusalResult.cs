using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// A refusal as the result of an endpoint.
/// </summary>
internal sealed class RefusalResult(JwtValidationError error) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => error.StatusCode;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return JwtRefusal.WriteAsync(httpContext, error, scheme: null);
    }
}
