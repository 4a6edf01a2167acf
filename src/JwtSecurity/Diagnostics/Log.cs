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

    [LoggerMessage(201, LogLevel.Warning, "{Scheme}: a client was refused at a token endpoint, because it had tried too often. If it is many clients behind one proxy, use forwarded headers; the limits are in Endpoints.", EventName = nameof(RequestRateLimited))]
    public static partial void RequestRateLimited(this ILogger logger, string scheme);

    [LoggerMessage(301, LogLevel.Warning, "{Scheme}: a refresh token of session {SessionId} came again after it had been replaced. Somebody else has the session's tokens; it is ended.", EventName = nameof(RefreshTokenReused))]
    public static partial void RefreshTokenReused(this ILogger logger, string scheme, string sessionId);

    [LoggerMessage(302, LogLevel.Information, "{Scheme} started session {SessionId}.", EventName = nameof(SessionStarted))]
    public static partial void SessionStarted(this ILogger logger, string scheme, string sessionId);

    [LoggerMessage(303, LogLevel.Error, "The session store failed. What needed it was answered with 503; nobody was logged out.", EventName = nameof(SessionStoreFailed))]
    public static partial void SessionStoreFailed(this ILogger logger, Exception exception);

    [LoggerMessage(304, LogLevel.Error, "A session hook of {Scheme} failed. What it was told of had happened, and stands.", EventName = nameof(SessionHookFailed))]
    public static partial void SessionHookFailed(this ILogger logger, string scheme, Exception exception);

    [LoggerMessage(401, LogLevel.Information, "{Scheme} ended session {SessionId}: {Reason}.", EventName = nameof(SessionEnded))]
    public static partial void SessionEnded(this ILogger logger, string scheme, string sessionId, JwtSessionEndReason reason);

    [LoggerMessage(402, LogLevel.Warning, "The revocations could not be read. Those known so far stay in force.", EventName = nameof(RevocationsUnreadable))]
    public static partial void RevocationsUnreadable(this ILogger logger, Exception exception);

    [LoggerMessage(403, LogLevel.Error, "The revocations were last read {Age} ago, longer than MaxStaleness. What other processes revoked since is not known here.", EventName = nameof(RevocationsStale))]
    public static partial void RevocationsStale(this ILogger logger, TimeSpan age);

    [LoggerMessage(404, LogLevel.Information, "The revocations are up to date again.", EventName = nameof(RevocationsFresh))]
    public static partial void RevocationsFresh(this ILogger logger);

    [LoggerMessage(405, LogLevel.Warning, "The session store does not listen for revocations. It is asked to again and again, which is not logged; meanwhile they are polled.", EventName = nameof(RevocationWatchFailed))]
    public static partial void RevocationWatchFailed(this ILogger logger, Exception exception);

    [LoggerMessage(406, LogLevel.Warning, "Expired sessions could not be deleted; it is tried again later.", EventName = nameof(SessionCleanupFailed))]
    public static partial void SessionCleanupFailed(this ILogger logger, Exception exception);

    [LoggerMessage(407, LogLevel.Information, "The session store listens for revocations again.", EventName = nameof(RevocationWatchRestored))]
    public static partial void RevocationWatchRestored(this ILogger logger);

    [LoggerMessage(501, LogLevel.Warning, "{Scheme} refused a request that carried its token in a cookie, because another site seems to have caused it. "
        + "If it was your own client, list its origin in Csrf.TrustedOrigins; behind a proxy that rewrites Host, use forwarded headers.", EventName = nameof(CrossSiteRequestRefused))]
    public static partial void CrossSiteRequestRefused(this ILogger logger, string scheme);

    [LoggerMessage(502, LogLevel.Warning, "{Scheme} refused to set a token cookie, because another site seems to have caused the request. "
        + "If it was your own client, list its origin in Csrf.TrustedOrigins; behind a proxy that rewrites Host, use forwarded headers.", EventName = nameof(CrossSiteCookieRefused))]
    public static partial void CrossSiteCookieRefused(this ILogger logger, string scheme);

    [LoggerMessage(503, LogLevel.Warning, "{Scheme} refused a request that carried its token in a cookie, because it did not repeat in {Header} what the readable cookie beside it says. "
        + "If it was your own client, let it send that; if it was not, another site caused it.", EventName = nameof(DoubleSubmitFailed))]
    public static partial void DoubleSubmitFailed(this ILogger logger, string scheme, string header);

    [LoggerMessage(601, LogLevel.Error, "{Source} failed when it was asked for a key that a token names, and the token was refused. The keys stay as they are.", EventName = nameof(KeySourceFailed))]
    public static partial void KeySourceFailed(this ILogger logger, Exception exception, string source);

    [LoggerMessage(602, LogLevel.Error, "A key source has a key with the identifier '{KeyId}', which another key of {Set} has already. It is left out, and its tokens are refused: "
        + "give it an identifier of its own where it comes from.", EventName = nameof(KeyOfSourceLeftOut))]
    public static partial void KeyOfSourceLeftOut(this ILogger logger, string keyId, string set);

    [LoggerMessage(901, LogLevel.Warning, "The secret key of {Scheme} is shorter than its algorithm asks for, as AllowShortSecretKey permits. It can be guessed from one token; "
        + "replace it as soon as every service that shares it can.", EventName = nameof(ShortSecretKeyAllowed))]
    public static partial void ShortSecretKeyAllowed(this ILogger logger, string scheme);

    [LoggerMessage(902, LogLevel.Error, "The changed configuration of JwtSecurity is invalid and is not used; the one before stays.", EventName = nameof(ReloadRefused))]
    public static partial void ReloadRefused(this ILogger logger, Exception exception);

    [LoggerMessage(903, LogLevel.Warning, "Sessions are kept in the memory of this process: a restart ends them all and forgets what was revoked, and a second process knows nothing of them. Outside development, use a store that lasts.", EventName = nameof(SessionsInMemory))]
    public static partial void SessionsInMemory(this ILogger logger);
}
