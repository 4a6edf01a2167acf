using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Stands before an endpoint and lets nobody in without the credentials it declares: before model binding, before the body is
/// read, before filters. One an endpoint, however many declarations there are.
/// </summary>
internal sealed class EndpointGuard
{
    private readonly List<GuardDeclaration> _declarations = [];
    private readonly IList<object> _metadata;
    private readonly string _endpoint;
    private RequestDelegate? _next;
    private ActiveGuard? _active;

    private EndpointGuard(EndpointBuilder builder)
    {
        _metadata = builder.Metadata;
        _endpoint = $"Endpoint '{builder.DisplayName}'";
    }

    /// <summary>The guard of the endpoint being built; the first declaration puts it there.</summary>
    public static EndpointGuard GetOrAttach(EndpointBuilder builder)
    {
        // One that was copied here with the metadata of another endpoint guards that one.
        if (builder.Metadata.OfType<EndpointGuard>().FirstOrDefault(each => ReferenceEquals(each._metadata, builder.Metadata)) is { } attached)
        {
            return attached;
        }

        var guard = new EndpointGuard(builder);
        builder.Metadata.Add(guard);
        if (builder.RequestDelegate is { } next)
        {
            guard._next = next;
            builder.RequestDelegate = guard.InvokeAsync;
        }

        return guard;
    }

    public void Add(GuardDeclaration declaration)
    {
        // Metadata may be populated more than once for one endpoint.
        var isKnown = declaration is ParameterDeclaration parameter
            && _declarations.OfType<ParameterDeclaration>().Any(known => known.Describes(parameter.Parameter));
        if (!isKnown)
        {
            _declarations.Add(declaration);
        }
    }

    /// <summary>Whether one of its declarations names the scheme.</summary>
    public bool Names(JwtSchemeKind kind, string? setName) => _declarations.Exists(declaration => declaration.Kind == kind && declaration.SetName == setName);

    /// <summary>Adds what is wrong with the endpoint's declarations. Asked at start-up, when all of them are there.</summary>
    public void Check(JwtSecurityRegistry registry, StartupFindings findings)
    {
        if (_next is null)
        {
            findings.Add($"{_endpoint} cannot be guarded: it has no request delegate where its conventions run. Use [Authorize(AuthenticationSchemes = …)] there.");
        }

        GuardPlan.Create(_declarations, _metadata, registry, findings, _endpoint);
    }

    /// <summary>Whether anything of it is left, or <c>AllowAnonymous</c> lifted all.</summary>
    public bool AsksForAnything(JwtSecurityRegistry registry) => FindRequirements(registry).Count > 0;

    /// <summary>What it asks for.</summary>
    public IReadOnlyList<GuardRequirement> FindRequirements(JwtSecurityRegistry registry) =>
        GuardPlan.Create(_declarations, _metadata, registry, new StartupFindings(), _endpoint).Requirements;

    /// <summary>The guard that an endpoint leaves authorization to: it has one, and asks nothing else of those who come.</summary>
    public static EndpointGuard? FindInsteadOfAuthorization(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAuthorizeData>() is null
        && metadata.GetMetadata<IAuthorizationRequirementData>() is null
        && metadata.GetMetadata<AuthorizationPolicy>() is null
            ? metadata.GetMetadata<EndpointGuard>()
            : null;

    /// <summary>Whether it asks schemes, and not this one.</summary>
    public bool AsksOnlyOthers(JwtSecurityScheme scheme, IServiceProvider services) =>
        Activate(services).Requirements is { Length: > 0 } requirements && !Array.Exists(requirements, each => ReferenceEquals(each.Scheme, scheme));

    public Task InvokeAsync(HttpContext context)
    {
        var active = _active ?? Activate(context.RequestServices);
        var feature = JwtSecurityFeature.GetOrAddForGuard(context);
        feature.Guard = this;
        for (var i = 0; i < active.Requirements.Length; i++)
        {
            var (requirement, scheme) = active.Requirements[i];
            var authenticating = JwtAuthenticator.AuthenticateAsync(context, feature, scheme);
            if (!authenticating.IsCompletedSuccessfully)
            {
                return ContinueAsync(context, active, feature, i, authenticating);
            }

            if (requirement.Judge(authenticating.Result, scheme) is { } error)
            {
                return JwtRefusal.WriteAsync(context, error, scheme);
            }
        }

        return LetInAsync(context, active, feature);
    }

    /// <summary>Whether <c>AllowAnonymous</c> lifted all that it would have asked for.</summary>
    public bool IsLifted => _active is { Requirements.Length: 0 };

    /// <summary>What the schemes that the endpoint asks for made of the request, in the order they are asked.</summary>
    public IEnumerable<SchemeResult> ResultsIn(JwtSecurityFeature feature) =>
        (_active?.Requirements ?? []).Select(each => feature.Find(each.Scheme)).OfType<SchemeResult>();

    /// <summary>The credentials this guard left for a parameter.</summary>
    /// <returns>Whether the parameter is one of this guard's.</returns>
    public bool TryRead(JwtSecurityFeature feature, ParameterInfo parameter, out JwtAuthorizationCredentials? credentials)
    {
        credentials = null;
        if (!ReferenceEquals(feature.Guard, this) || _active?.Find(parameter) is not var (scheme, isOptional))
        {
            return false;
        }

        credentials = feature.Find(scheme)?.Admitted;
        return credentials is not null || isOptional;
    }

    // Conventions of the endpoint itself run after the first declaration, so what holds is decided when somebody first asks. The services are
    // the request's: the builder of an endpoint that a placeholder leads to has none.
    private ActiveGuard Activate(IServiceProvider services) => _active ??= ActiveGuard.Create(_declarations, _metadata, services, _endpoint);

    private async Task ContinueAsync(HttpContext context, ActiveGuard active, JwtSecurityFeature feature, int index, ValueTask<JwtAuthentication> authenticating)
    {
        for (var i = index; i < active.Requirements.Length; i++)
        {
            var (requirement, scheme) = active.Requirements[i];
            var authentication = await (i == index ? authenticating : JwtAuthenticator.AuthenticateAsync(context, feature, scheme));
            if (requirement.Judge(authentication, scheme) is { } error)
            {
                await JwtRefusal.WriteAsync(context, error, scheme);
                return;
            }
        }

        await LetInAsync(context, active, feature);
    }

    private Task LetInAsync(HttpContext context, ActiveGuard active, JwtSecurityFeature feature)
    {
        feature.KeepPrivate(context);
        if (active.IsOfHub)
        {
            HubTicket.Leave(context, active, feature);
        }

        var setting = GuardedUser.SetAsync(context, active, feature);
        return setting.IsCompletedSuccessfully ? _next!(context) : AwaitUserAsync(setting, context);
    }

    private async Task AwaitUserAsync(ValueTask setting, HttpContext context)
    {
        await setting;
        await _next!(context);
    }
}
