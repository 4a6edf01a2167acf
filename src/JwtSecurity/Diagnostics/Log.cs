using Microsoft.Extensions.Logging;

namespace JwtSecurity;

/// <summary>
/// Every message this library logs. Identifiers: 100s validation, 200s issuing, 300s refresh, 400s revocation, 500s CSRF and
/// cookies, 600s keys, 900s configuration. None has a parameter that could hold a token, a key or a cookie.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Debug, "{Scheme} rejected a token: {Code}.", EventName = nameof(TokenRejected))]
    public static partial void TokenRejected(this ILogger logger, string scheme, string code);

    [LoggerMessage(102, LogLevel.Debug, "{Scheme} refused a request: {Code}.", EventName = nameof(RequestRefused))]
    public static partial void RequestRefused(this ILogger logger, string scheme, string code);

    [LoggerMessage(501, LogLevel.Warning, "{Scheme} refused a request that carried its token in a cookie, because another site seems to have caused it. "
        + "If it was your own client, list its origin in Csrf.TrustedOrigins; behind a proxy that rewrites Host, use forwarded headers.", EventName = nameof(CrossSiteRequestRefused))]
    public static partial void CrossSiteRequestRefused(this ILogger logger, string scheme);

    [LoggerMessage(502, LogLevel.Warning, "{Scheme} refused to set a token cookie, because another site seems to have caused the request. "
        + "If it was your own client, list its origin in Csrf.TrustedOrigins; behind a proxy that rewrites Host, use forwarded headers.", EventName = nameof(CrossSiteCookieRefused))]
    public static partial void CrossSiteCookieRefused(this ILogger logger, string scheme);

    [LoggerMessage(601, LogLevel.Error, "{Source} failed when it was asked for a key that a token names, and the token was refused. The keys stay as they are.", EventName = nameof(KeySourceFailed))]
    public static partial void KeySourceFailed(this ILogger logger, Exception exception, string source);

    [LoggerMessage(901, LogLevel.Warning, "The secret key of {Scheme} is shorter than its algorithm asks for, as AllowShortSecretKey permits. It can be guessed from one token; "
        + "replace it as soon as every service that shares it can.", EventName = nameof(ShortSecretKeyAllowed))]
    public static partial void ShortSecretKeyAllowed(this ILogger logger, string scheme);

    [LoggerMessage(902, LogLevel.Error, "The changed configuration of JwtSecurity, or what a key source changed, is invalid and is not used; the one before stays.", EventName = nameof(ReloadRefused))]
    public static partial void ReloadRefused(this ILogger logger, Exception exception);
}
