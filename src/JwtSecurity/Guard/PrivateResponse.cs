using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCaching;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JwtSecurity;

/// <summary>
/// Keeps a response that depends on a cookie from being served to anybody else: <c>public</c> becomes <c>private</c>, and
/// <c>Vary</c> names what it depends on (RFC 9111, sections 3.5 and 4.1).
/// </summary>
/// <remarks>
/// The endpoint writes its headers after this runs, so they are mended at the last moment. For caches outside, that is when the
/// response starts. The response caching middleware decides earlier, at the first write to its own stream: where it is around
/// us, that stream is watched.
/// </remarks>
internal static class PrivateResponse
{
    private const string VaryValue = "Cookie, Authorization";

    public static void Apply(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            MendHeaders((HttpResponse)state);
            return Task.CompletedTask;
        }, context.Response);

        if (context.Features.Get<IResponseCachingFeature>() is not null && context.Features.Get<IHttpResponseBodyFeature>() is { } body)
        {
            context.Features.Set<IHttpResponseBodyFeature>(new WatchedResponseBody(body, context.Response));
        }
    }

    /// <summary>Tells response caching middleware that is still to come not to store: a request may ask for that (RFC 9111, section 5.2.1.5).</summary>
    public static void RefuseLaterCaches(HttpRequest request)
    {
        if (!HeaderUtilities.ContainsCacheDirective(request.Headers.CacheControl, CacheControlHeaderValue.NoStoreString))
        {
            request.Headers.CacheControl = StringValues.Concat(request.Headers.CacheControl, CacheControlHeaderValue.NoStoreString);
        }
    }

    public static void MendHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        if (HeaderUtilities.ContainsCacheDirective(headers.CacheControl, CacheControlHeaderValue.PublicString)
            || HeaderUtilities.ContainsCacheDirective(headers.CacheControl, CacheControlHeaderValue.SharedMaxAgeString))
        {
            headers.CacheControl = MakePrivate(headers.CacheControl);
        }

        var vary = headers.Vary;
        if (!Names(vary, "*") && !(Names(vary, "Cookie") && Names(vary, "Authorization")))
        {
            headers.Vary = StringValues.Concat(vary, VaryValue);
        }
    }

    private static string MakePrivate(StringValues value)
    {
        if (!CacheControlHeaderValue.TryParse(value.ToString(), out var cacheControl))
        {
            return CacheControlHeaderValue.PrivateString;
        }

        cacheControl.Public = false;
        cacheControl.SharedMaxAge = null;
        cacheControl.Private = true;
        return cacheControl.ToString();
    }

    private static bool Names(StringValues vary, string name)
    {
        foreach (var value in vary)
        {
            foreach (var range in value.AsSpan().Split(','))
            {
                if (value.AsSpan()[range].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
