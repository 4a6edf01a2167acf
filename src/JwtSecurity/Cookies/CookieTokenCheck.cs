using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Both layers against cross-site request forgery, for an unsafe request whose token came from a cookie.
/// </summary>
internal static class CookieTokenCheck
{
    public static ValueTask<JwtValidationError?> RunAsync(HttpRequest request, JwtSchemeSettings settings, JwtAuthorizationCredentials credentials) =>

        // 1. What the browser says. A script can send neither header, so this one alone suffices where browsers are of this decade.
        !settings.BrowserOrigin.AllowsChange(request) ? new(JwtErrors.CsrfFailed)

        // 2. What only a page of this site can know. A WebSocket's handshake cannot carry it: there the first layer has to do.
        : settings.DoubleSubmit is { } doubleSubmit && !BrowserOriginCheck.IsWebSocketHandshake(request) ? doubleSubmit.CheckAsync(request, credentials.Csrf)
        : default;

    public static void Log(JwtValidationError error, JwtSchemeSettings settings)
    {
        if (error == JwtErrors.CsrfFailed)
        {
            settings.Logger.CrossSiteRequestRefused(settings.Name);
        }
        else
        {
            settings.Logger.DoubleSubmitFailed(settings.Name, settings.Options.Csrf.HeaderName);
        }
    }
}
