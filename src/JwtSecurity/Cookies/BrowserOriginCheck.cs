using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// Asks the browser's own words who caused a request: the first layer against cross-site request forgery.
/// </summary>
internal sealed class BrowserOriginCheck
{
    private const string SecFetchSite = "Sec-Fetch-Site";

    private readonly bool _enabled;
    private readonly WebOrigin[] _trustedOrigins;

    public BrowserOriginCheck(JwtCsrfOptions options)
    {
        _enabled = options.CheckBrowserOrigin;
        _trustedOrigins = [.. options.TrustedOrigins.Select(Parse)];
    }

    public static void Check(JwtCsrfOptions options, StartupFindings findings)
    {
        foreach (var origin in options.TrustedOrigins)
        {
            if (!WebOrigin.TryParse(origin, out _))
            {
                findings.Add($"Csrf.TrustedOrigins contains '{origin}', which is no origin. Write scheme, host and port alone, for example 'https://app.example.com'.");
            }
        }
    }

    /// <summary>Whether this request may change what a browser holds or does, whatever its method.</summary>
    public bool AllowsChange(HttpRequest request)
    {
        if (!_enabled)
        {
            return true;
        }

        var origin = request.Headers.Origin;
        var fetchSite = request.Headers[SecFetchSite];

        // No browser sends either header twice; something in between was made to.
        if (origin.Count > 1 || fetchSite.Count > 1)
        {
            return false;
        }

        // A listed origin is trusted by name, and the header is the browser's: scripts cannot set it.
        if (origin.Count == 1 && WebOrigin.TryParse(origin[0], out var parsed) && Array.IndexOf(_trustedOrigins, parsed) >= 0)
        {
            return true;
        }

        // The browser's own judgement beats ours, which does not see through proxies. "same-site" is refused: a sibling
        // subdomain may be in other hands.
        if (fetchSite.Count == 1)
        {
            return fetchSite[0] is "same-origin" or "none";
        }

        // Older browsers send Origin alone. TLS may end at a proxy, so hosts and ports are compared, schemes are not. The header has the
        // host as browsers write it; Request.Host has Punycode decoded, and throws where that cannot be.
        if (origin.Count == 1)
        {
            return WebOrigin.TryParse(origin[0], out parsed) && parsed.IsHost(new HostString(request.Headers.Host.ToString()));
        }

        // Neither header: no browser sent this, and nobody but a browser adds cookies that its user did not mean to send.
        return true;
    }

    /// <summary>Whether this request may set a token cookie: not one that another site sent in its user's name, to log them in as somebody else.</summary>
    /// <remarks>
    /// Visitors who follow a link, from a mail or back from where they logged in, navigate there themselves. What such an endpoint is sent, a state or
    /// a one-time code, it checks on its own.
    /// </remarks>
    public bool AllowsSettingCookie(HttpRequest request) => AllowsChange(request) || IsNavigation(request);

    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] is ["navigate"]
        && request.Headers["Sec-Fetch-Dest"] is ["document"];

    // Safe methods, but for the handshake of a WebSocket, a GET that opens a channel for anything.
    public static bool IsSafe(HttpRequest request) => IsSafe(request.Method) && !IsWebSocketHandshake(request);

    // RFC 9110, section 9.2.1.
    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    // Over HTTP/2 the handshake is an extended CONNECT (RFC 8441), whose method is unsafe anyway, unless a server shows it as GET.
    public static bool IsWebSocketHandshake(HttpRequest request) =>
        IsWebSocket(request.Headers.Upgrade)
        || request.HttpContext.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private static bool IsWebSocket(StringValues upgrade)
    {
        foreach (var value in upgrade)
        {
            if (value is not null && value.Contains("websocket", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static WebOrigin Parse(string origin) =>
        WebOrigin.TryParse(origin, out var parsed) ? parsed : throw new ArgumentException($"'{origin}' is no origin.", nameof(origin));
}
