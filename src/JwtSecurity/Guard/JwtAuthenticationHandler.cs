using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtSecurity;

/// <summary>
/// The road of <c>[Authorize]</c>, policies and hubs: every scheme as an ASP.NET Core authentication scheme.
/// </summary>
internal sealed class JwtAuthenticationHandler(
    IOptionsMonitor<JwtSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    JwtSecuritySets sets) : AuthenticationHandler<JwtSchemeOptions>(options, logger, encoder)
{
    // The names that IssuedUtc and ExpiresUtc have in the items of AuthenticationProperties.
    private const string IssuedKey = ".issued";
    private const string ExpiresKey = ".expires";

    private JwtSecurityScheme _scheme = null!;

    protected override Task InitializeHandlerAsync()
    {
        _scheme = sets.Get(Scheme.Name);
        return Task.CompletedTask;
    }

    // Hooks are our own, on both roads; the base class is to make none.
    protected override Task InitializeEventsAsync() => Task.CompletedTask;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var feature = JwtSecurityFeature.GetOrAdd(Context);
        var authenticating = JwtAuthenticator.AuthenticateAsync(Context, feature, _scheme);
        return authenticating.IsCompletedSuccessfully
            ? Task.FromResult(ToResult(authenticating.Result, feature))
            : AwaitResultAsync(authenticating, feature);
    }

    private async Task<AuthenticateResult> AwaitResultAsync(ValueTask<JwtAuthentication> authenticating, JwtSecurityFeature feature) =>
        ToResult(await authenticating, feature);

    private AuthenticateResult ToResult(JwtAuthentication authentication, JwtSecurityFeature feature)
    {
        KeepPrivate(feature);

        if (authentication.Credentials is { } credentials)
        {
            feature.Find(_scheme)!.IsTicketed = true;
            return AuthenticateResult.Success(CreateTicket(credentials));
        }

        // A refresh token at an access scheme is for another scheme, and no failure of this one: as the default scheme it sees every
        // refresh, and the base class would log each.
        return authentication.Error is null or { Code: JwtErrorCodes.WrongTokenType }
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Fail(authentication.Error.Code);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // The result is remembered; what is asked again is only what may have changed.
        var authentication = await JwtAuthenticator.AuthenticateAsync(Context, _scheme);
        await JwtRefusal.WriteAsync(Context, authentication.Error ?? JwtErrors.CredentialsMissing, _scheme);
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        await JwtRefusal.WriteAsync(Context, await WhyForbiddenAsync(), _scheme);
    }

    // Authorization forbids wherever any scheme succeeded. Where it was not the one the endpoint names, that one's own answer teaches more.
    private async Task<JwtValidationError> WhyForbiddenAsync()
    {
        var metadata = Context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<JwtSecurityAttribute>() is not { } attribute || sets.Find(attribute.Kind, attribute.Name) is not { } scheme)
        {
            return RolesAreAskedFor(metadata) ? JwtErrors.InsufficientRole : JwtErrors.Forbidden;
        }

        var authentication = await JwtAuthenticator.AuthenticateAsync(Context, scheme);
        if (authentication.Credentials is not { } credentials)
        {
            return authentication.Error ?? JwtErrors.CredentialsMissing;
        }

        return attribute.Requirement.CheckScopes(credentials) ?? (RolesAreAskedFor(metadata) ? JwtErrors.InsufficientRole : JwtErrors.Forbidden);
    }

    private static bool RolesAreAskedFor(EndpointMetadataCollection? metadata) =>
        metadata?.GetOrderedMetadata<IAuthorizeData>().Any(data => !string.IsNullOrEmpty(data.Roles)) == true;

    // As the default scheme this runs for every request, also for what is the same for everybody. That stays cacheable.
    private void KeepPrivate(JwtSecurityFeature feature)
    {
        if (feature.TokenWasSent || Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
        {
            feature.KeepPrivate(Context);
            if (feature.CookieWasLookedFor)
            {
                PrivateResponse.RefuseLaterCaches(Request);
            }
        }
    }

    private AuthenticationTicket CreateTicket(JwtAuthorizationCredentials credentials)
    {
        // CloseOnAuthenticationExpiration of SignalR reads ExpiresUtc. Both times are set as text, which each token formats once.
        var items = new Dictionary<string, string?>(2, StringComparer.Ordinal) { [IssuedKey] = credentials.IssuedText, [ExpiresKey] = credentials.ExpiresText };
        var properties = new AuthenticationProperties(items);
        return new AuthenticationTicket(credentials.Principal, properties, Scheme.Name);
    }
}
