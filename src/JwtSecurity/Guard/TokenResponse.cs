using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Wraps an endpoint that creates tokens: what it answers is not stored (RFC 6749, section 5.1), and a cookie it must not set becomes a 403.
/// </summary>
internal sealed class TokenResponse
{
    private bool _carriesTokens;
    private RequestDelegate? _next;

    /// <summary>Declares that the endpoint returns tokens in its body.</summary>
    public static void Declare(EndpointBuilder builder) => GetOrAttach(builder)._carriesTokens = true;

    public static TokenResponse GetOrAttach(EndpointBuilder builder)
    {
        if (builder.Metadata.OfType<TokenResponse>().FirstOrDefault() is { } attached)
        {
            return attached;
        }

        var response = new TokenResponse();
        builder.Metadata.Add(response);
        if (builder.RequestDelegate is { } next)
        {
            response._next = next;
            builder.RequestDelegate = response.InvokeAsync;
        }

        return response;
    }

    private async Task InvokeAsync(HttpContext context)
    {
        if (_carriesTokens)
        {
            context.Response.OnStarting(static state =>
            {
                ((HttpResponse)state).Headers.CacheControl = "no-store";
                return Task.CompletedTask;
            }, context.Response);
        }

        try
        {
            await _next!(context);
        }
        catch (JwtRefusalException refusal) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await JwtRefusal.WriteAsync(context, refusal.Error, refusal.Scheme);
        }
    }
}
