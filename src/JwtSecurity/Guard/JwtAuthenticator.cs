using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// The engine behind both roads: finds the token of a request, validates it, and asks whether this request may use it.
/// </summary>
internal static class JwtAuthenticator
{
    /// <summary>
    /// Authenticates a request with a scheme. Completes synchronously unless a hook is set that does not, a token names a key that a source may know, or sessions have
    /// to ask their store.
    /// </summary>
    public static ValueTask<JwtAuthentication> AuthenticateAsync(HttpContext context, JwtSecurityScheme scheme) =>
        AuthenticateAsync(context, JwtSecurityFeature.GetOrAdd(context), scheme);

    /// <param name="context">The request.</param>
    /// <param name="feature">What is known of it.</param>
    /// <param name="scheme">The scheme.</param>
    /// <param name="isAsked">Whether the endpoint, or who stands before it, asks for a token of this scheme; otherwise the scheme has a look, as the default one has at every request.</param>
    public static ValueTask<JwtAuthentication> AuthenticateAsync(HttpContext context, JwtSecurityFeature feature, JwtSecurityScheme scheme, bool isAsked = true) =>
        AuthenticateAsync(context, feature, scheme, TokenSource.Find(context.Request, scheme.Settings), isAsked);

    /// <summary>The same for a token that was found already, in a body for example.</summary>
    public static ValueTask<JwtAuthentication> AuthenticateAsync(
        HttpContext context, JwtSecurityFeature feature, JwtSecurityScheme scheme, in FoundToken found, bool isAsked = true, bool keyWasLookedFor = false)
    {
        var settings = scheme.Settings;
        feature.CookieWasLookedFor |= found.CookieLookedFor;
        if (found.IsNone)
        {
            feature.Forget(scheme);
            return new(JwtAuthentication.NoToken);
        }

        feature.TokenWasSent = true;
        if (feature.Recall(scheme, settings, found) is { } known)
        {
            return known.IsUntold && isAsked ? TellAsync(context, settings, known) : AdmitAsync(context, settings, found, known);
        }

        // RFC 6750, 2.3: without an Authorization header no cache knows that the answer is for one alone.
        if (found.Origin == TokenOrigin.Query && !context.Response.HasStarted)
        {
            TokenResponse.ForbidStorage(context.Response);
        }

        var error = found.Error;
        ValidatedToken? token = null;
        error ??= Validate(found, settings, out token);
        if (!keyWasLookedFor && settings.KeySources.MayMend(error))
        {
            return LookForKeyAsync(context, feature, scheme, found, isAsked, settings.KeySources.FindKeyOfAsync(found.Text, context.RequestAborted));
        }

        if (error is null && settings.Sessions is { } sessions)
        {
            if (SessionCheck.HasToAskStore(token!, sessions))
            {
                return AskStoreAsync(context, feature, scheme, settings, sessions, found, isAsked, token!);
            }

            error = SessionCheck.CheckInMemory(token!, sessions);
        }

        return Conclude(context, feature, scheme, settings, found, isAsked, token, new SessionVerdict(error));
    }

    private static ValueTask<JwtAuthentication> Conclude(
        HttpContext context, JwtSecurityFeature feature, JwtSecurityScheme scheme, JwtSchemeSettings settings, in FoundToken found, bool isAsked, ValidatedToken? token, in SessionVerdict verdict)
    {
        if (verdict.Error is not { } error)
        {
            var events = EventsOf(context, settings);
            var credentials = new JwtAuthorizationCredentials(token!, settings) { Reading = verdict.Reading };
            if (events.HandlesTokenValidated)
            {
                return AskHookAsync(context, feature, scheme, settings, events, found, credentials);
            }

            settings.Telemetry.TokenValidated(settings.Name);
            return AdmitAsync(context, settings, found, feature.Remember(scheme, settings, found, new JwtAuthentication(credentials)));
        }

        var rejected = feature.Remember(scheme, settings, found, new JwtAuthentication(error));
        if (error.IsUnavailable)
        {
            // No token was rejected: whoever counts those would see an attack where a database restarts.
            return new(rejected.Authentication);
        }

        if (isAsked || !IsMeantForAnother(context, scheme))
        {
            return TellAsync(context, settings, rejected);
        }

        rejected.IsUntold = true;
        return new(rejected.Authentication);
    }

    // An endpoint that asks another scheme gets tokens that this one knows nothing of: refresh tokens, those of another set. To count them would be to see an attack in every refresh.
    private static bool IsMeantForAnother(HttpContext context, JwtSecurityScheme scheme)
    {
        if (context.GetEndpoint()?.Metadata is not { } metadata)
        {
            return false;
        }

        if (metadata.GetMetadata<EndpointGuard>() is { } guard)
        {
            return guard.AsksOnlyOthers(scheme, context.RequestServices);
        }

        var named = metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.AuthenticationSchemes).Where(schemes => !string.IsNullOrEmpty(schemes)).ToArray();
        return named.Length > 0
            ? !Array.Exists(named, schemes => schemes!.Split(',', StringSplitOptions.TrimEntries).Contains(scheme.Name))
            : metadata.GetMetadata<TokenEndpoint>() is not null;
    }

    /// <summary>Asks the cache, then the validator.</summary>
    internal static JwtValidationError? Validate(in FoundToken found, JwtSchemeSettings settings, out ValidatedToken? token)
    {
        var text = found.Text;
        if (settings.Cache is not { } cache)
        {
            return JwtValidator.Validate(text, settings, out token);
        }

        // What passed once still does, as long as its time has not come.
        token = cache.Find(text);
        if (token is not null && !token.HasExpired(settings))
        {
            settings.Telemetry.TokenLookedUp(settings.Name, isHit: true);
            return null;
        }

        settings.Telemetry.TokenLookedUp(settings.Name, isHit: false);
        var error = JwtValidator.Validate(text, settings, out token);
        if (error is null && cache.HasBeenSeen(text))
        {
            cache.Add(found.ToTokenText(), token!, settings.TimeProvider.GetUtcNow());
        }

        return error;
    }

    // Whether it was found or not: meanwhile the settings may be others, and the token is judged by those there are now.
    private static async ValueTask<JwtAuthentication> LookForKeyAsync(HttpContext context, JwtSecurityFeature feature, JwtSecurityScheme scheme, FoundToken found, bool isAsked, ValueTask looking)
    {
        await looking;
        return await AuthenticateAsync(context, feature, scheme, found, isAsked, keyWasLookedFor: true);
    }

    private static async ValueTask<JwtAuthentication> AskStoreAsync(
        HttpContext context, JwtSecurityFeature feature, JwtSecurityScheme scheme, JwtSchemeSettings settings, SessionSettings sessions, FoundToken found, bool isAsked, ValidatedToken token)
    {
        var verdict = await SessionCheck.AskStoreAsync(token, settings, sessions, context.RequestAborted);
        return await Conclude(context, feature, scheme, settings, found, isAsked, token, verdict);
    }

    // CSRF comes last, and is asked every time: the same token may be used by what reads it for a safe method, and not by
    // what was let through to another one.
    private static ValueTask<JwtAuthentication> AdmitAsync(HttpContext context, JwtSchemeSettings settings, in FoundToken found, SchemeResult result)
    {
        result.Admitted = null;
        if (result.Authentication.Credentials is not { } credentials)
        {
            return new(result.Authentication);
        }

        if (found.Origin == TokenOrigin.Cookie && !BrowserOriginCheck.IsSafe(context.Request))
        {
            return AdmitCookieAsync(context, settings, credentials, result);
        }

        result.Admitted = credentials;
        return new(result.Authentication);
    }

    private static async ValueTask<JwtAuthentication> AdmitCookieAsync(HttpContext context, JwtSchemeSettings settings, JwtAuthorizationCredentials credentials, SchemeResult result)
    {
        if (await CookieTokenCheck.RunAsync(context.Request, settings, credentials) is { } error)
        {
            CookieTokenCheck.Log(error, settings);
            return new JwtAuthentication(error);
        }

        result.Admitted = credentials;
        return result.Authentication;
    }

    private static async ValueTask<JwtAuthentication> AskHookAsync(
        HttpContext context, JwtSecurityFeature feature, JwtSecurityScheme scheme, JwtSchemeSettings settings, JwtSecurityEvents events, FoundToken found, JwtAuthorizationCredentials credentials)
    {
        var validated = new JwtTokenValidatedContext(context, credentials);
        await events.TokenValidated(validated);

        if (!validated.IsRejected)
        {
            settings.Telemetry.TokenValidated(settings.Name);
            return await AdmitAsync(context, settings, found, feature.Remember(scheme, settings, found, new JwtAuthentication(credentials)));
        }

        return await TellAsync(context, settings, feature.Remember(scheme, settings, found, new JwtAuthentication(JwtErrors.TokenRevoked)));
    }

    // Once for each token, source and scheme: the log, the count, the hook.
    private static ValueTask<JwtAuthentication> TellAsync(HttpContext context, JwtSchemeSettings settings, SchemeResult rejected)
    {
        rejected.IsUntold = false;
        var error = rejected.Authentication.Error!;
        settings.Logger.TokenRejected(settings.Name, error.Code);
        settings.Telemetry.TokenRejected(settings.Name, error.Code);
        var events = EventsOf(context, settings);
        return events.HandlesTokenRejected ? TellHookAsync(context, settings, events, rejected) : new(rejected.Authentication);
    }

    private static async ValueTask<JwtAuthentication> TellHookAsync(HttpContext context, JwtSchemeSettings settings, JwtSecurityEvents events, SchemeResult rejected)
    {
        await events.TokenRejected(new JwtTokenRejectedContext(context, settings.Name, settings.Errors.Of(rejected.Authentication.Error!)));
        return rejected.Authentication;
    }

    internal static JwtSecurityEvents EventsOf(HttpContext context, JwtSchemeSettings settings) =>
        settings.Options.EventsType is { } type
            ? (JwtSecurityEvents)context.RequestServices.GetRequiredService(type)
            : settings.Options.Events;
}
