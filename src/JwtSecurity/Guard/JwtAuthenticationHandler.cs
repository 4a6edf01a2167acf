using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// The road of <c>[Authorize]</c>, policies and hubs: every scheme as an ASP.NET Core authentication scheme.
/// </summary>
/// <remarks>
/// One is made for every request, so it does without what the framework's base class prepares for others. What that has and a token needs is the forwarding.
/// </remarks>
internal sealed class JwtAuthenticationHandler(JwtSecuritySets sets) : IAuthenticationHandler
{
    private static readonly Task<AuthenticateResult> s_noResult = Task.FromResult(AuthenticateResult.NoResult());

    private HttpContext _context = null!;
    private JwtSecurityScheme _scheme = null!;
    private JwtAuthorizationCredentials? _ticketed;
    private Task<AuthenticateResult>? _ticket;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        _scheme = sets.Get(scheme.Name);
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync()
    {
        var options = _scheme.Settings.Options;
        if (Forwarded(options.ForwardAuthenticate, options) is { } target)
        {
            return _context.AuthenticateAsync(target);
        }

        var feature = JwtSecurityFeature.GetOrAdd(_context);
        var authenticating = JwtAuthenticator.AuthenticateAsync(_context, feature, _scheme, isAsked: false);
        return authenticating.IsCompletedSuccessfully
            ? ToResult(authenticating.Result, feature)
            : AwaitResultAsync(authenticating, feature);
    }

    public async Task ChallengeAsync(AuthenticationProperties? properties)
    {
        var options = _scheme.Settings.Options;
        if (Forwarded(options.ForwardChallenge, options) is { } target)
        {
            await _context.ChallengeAsync(target, properties);
            return;
        }

        // The result is remembered; what is asked again is only what may have changed.
        var authentication = await JwtAuthenticator.AuthenticateAsync(_context, _scheme);
        await JwtRefusal.WriteAsync(_context, authentication.Error ?? JwtErrors.CredentialsMissing, _scheme);
    }

    public async Task ForbidAsync(AuthenticationProperties? properties)
    {
        var options = _scheme.Settings.Options;
        if (Forwarded(options.ForwardForbid, options) is { } target)
        {
            await _context.ForbidAsync(target, properties);
            return;
        }

        await JwtRefusal.WriteAsync(_context, await WhyForbiddenAsync(), _scheme);
    }

    // As AuthenticationHandler<T> has it: what the action names, else what the selector says, else the default; and nobody forwards to himself.
    private string? Forwarded(string? named, JwtSchemeOptions options)
    {
        var target = named ?? options.ForwardDefaultSelector?.Invoke(_context) ?? options.ForwardDefault;
        return target == _scheme.Name ? null : target;
    }

    private async Task<AuthenticateResult> AwaitResultAsync(ValueTask<JwtAuthentication> authenticating, JwtSecurityFeature feature) =>
        await ToResult(await authenticating, feature);

    private Task<AuthenticateResult> ToResult(JwtAuthentication authentication, JwtSecurityFeature feature)
    {
        KeepPrivate(feature);

        if (authentication.Credentials is { } credentials)
        {
            feature.Find(_scheme)!.IsTicketed = true;
            if (!ReferenceEquals(credentials, _ticketed) || _ticket is null)
            {
                _ticketed = credentials;
                _ticket = Task.FromResult(AuthenticateResult.Success(TicketItems.CreateTicket(credentials)));
            }

            return _ticket;
        }

        // A refresh token at an access scheme is for another scheme, and no failure of this one: as the default scheme it sees every refresh.
        return authentication.Error is null or { Code: JwtErrorCodes.WrongTokenType }
            ? s_noResult
            : Task.FromResult(AuthenticateResult.Fail(authentication.Error.Code));
    }

    // Authorization forbids wherever any scheme succeeded. Where it was not the one the endpoint names, that one's own answer teaches more.
    private async Task<JwtValidationError> WhyForbiddenAsync()
    {
        var metadata = _context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<JwtSecurityAttribute>() is not { } attribute || sets.Find(attribute.Kind, attribute.Name) is not { } scheme)
        {
            return RolesAreAskedFor(metadata) ? JwtErrors.InsufficientRole : JwtErrors.Forbidden;
        }

        var authentication = await JwtAuthenticator.AuthenticateAsync(_context, scheme);
        if (authentication.Credentials is not { } credentials)
        {
            return authentication.Error ?? JwtErrors.CredentialsMissing;
        }

        return attribute.Requirement.CheckScopes(credentials)
            ?? WhyNotFresh(metadata, credentials)
            ?? (RolesAreAskedFor(metadata) ? JwtErrors.InsufficientRole : JwtErrors.Forbidden);
    }

    // A new login is asked for where it would mend something: not of somebody who lacks a role.
    private static JwtValidationError? WhyNotFresh(EndpointMetadataCollection metadata, JwtAuthorizationCredentials credentials)
    {
        var demands = metadata.GetOrderedMetadata<JwtSecurityAttribute>().Select(each => each.Requirement).ToArray();
        var maxAge = demands.Select(demand => demand.MaxAge).Append(FreshDeclaration.FindMaxAge(metadata)).Min();
        return maxAge is not null && !credentials.IsFresh(maxAge.Value) && Array.TrueForAll(demands, demand => demand.CheckRoles(credentials) is null)
            ? JwtErrors.LoginRequiredWithin(maxAge.Value)
            : null;
    }

    private static bool RolesAreAskedFor(EndpointMetadataCollection? metadata) =>
        metadata?.GetOrderedMetadata<IAuthorizeData>().Any(data => !string.IsNullOrEmpty(data.Roles)) == true;

    // As the default scheme this runs for every request, also for what is the same for everybody. That stays cacheable.
    private void KeepPrivate(JwtSecurityFeature feature)
    {
        if (feature.TokenWasSent || _context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
        {
            feature.KeepPrivateFromLaterCaches(_context);
        }
    }
}
