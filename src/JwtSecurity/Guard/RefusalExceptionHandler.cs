using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Answers a refusal that came from deep inside an endpoint, a service that sets cookies, where <c>UseExceptionHandler</c> would make a 500 of it.
/// </summary>
internal sealed class RefusalExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not JwtRefusalException refusal)
        {
            return false;
        }

        await refusal.WriteAsync(httpContext);
        return true;
    }
}
