using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Wraps an endpoint that creates tokens: what it answers is not stored (RFC 6749, section 5.1), and a cookie it must not set becomes a 403.
/// </summary>
internal sealed class TokenResponse(RequestDelegate next)
{
    /// <summary>Declares that the endpoint returns tokens, or takes a scheme, which it can only want for making some.</summary>
    public static void Declare(EndpointBuilder builder)
    {
        if (builder.RequestDelegate is { } inner && !builder.Metadata.OfType<TokenResponse>().Any())
        {
            var response = new TokenResponse(inner);
            builder.Metadata.Add(response);
            builder.RequestDelegate = response.InvokeAsync;
        }
    }

    private async Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            ((HttpResponse)state).Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context.Response);

        try
        {
            await next(context);
        }
        catch (JwtRefusalException refusal) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await JwtRefusal.WriteAsync(context, refusal.Error, refusal.Scheme);
        }
    }
}
