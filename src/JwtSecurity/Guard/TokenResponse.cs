using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Wraps an endpoint that creates tokens: what it answers is not stored (RFC 6749, section 5.1), and a cookie it must not set becomes a 403.
/// </summary>
/// <remarks>
/// Such is an endpoint that returns a <see cref="TokenPair"/>, or takes a scheme object: which of its answers carries a token, inside a
/// result or an object of the application's own, cannot be seen from outside.
/// </remarks>
internal sealed class TokenResponse(RequestDelegate next)
{
    /// <summary>Declares that the endpoint creates tokens. Doing so twice is doing it once.</summary>
    public static void Declare(EndpointBuilder builder)
    {
        if (builder.RequestDelegate is { } inner && !builder.Metadata.OfType<TokenResponse>().Any())
        {
            var response = new TokenResponse(inner);
            builder.Metadata.Add(response);
            builder.RequestDelegate = response.InvokeAsync;
        }
    }

    /// <summary>Keeps a response out of every cache, whatever its endpoint says of it later.</summary>
    public static void ForbidStorage(HttpResponse response) => response.OnStarting(static state =>
    {
        ((HttpResponse)state).Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }, response);

    private async Task InvokeAsync(HttpContext context)
    {
        ForbidStorage(context.Response);
        try
        {
            await next(context);
        }
        catch (JwtRefusalException refusal) when (!context.Response.HasStarted)
        {
            await refusal.WriteAsync(context);
        }
    }
}
