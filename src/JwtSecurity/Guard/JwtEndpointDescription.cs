using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// What an endpoint asks of a request, wherever that was declared, and how it refuses: for documents of an API, and for whoever wants to know what is open.
/// </summary>
public sealed class JwtEndpointDescription
{
    private JwtEndpointDescription(IReadOnlyList<JwtEndpointDemand> demands, IReadOnlyList<JwtEndpointRefusal> refusals, JwtTokenEndpointDescription? tokenEndpoint)
    {
        Demands = demands;
        Refusals = refusals;
        TokenEndpoint = tokenEndpoint;
    }

    /// <summary>Gets what is asked for, all of it.</summary>
    /// <value>Empty for a login, which has no token yet.</value>
    public IReadOnlyList<JwtEndpointDemand> Demands { get; }

    /// <summary>Gets how requests may be refused: of each status, one for each form that the body may have.</summary>
    public IReadOnlyList<JwtEndpointRefusal> Refusals { get; }

    /// <summary>Gets what the endpoint takes and answers if it is one of the library's own, as <c>MapJwtLogin</c> maps it.</summary>
    /// <value><see langword="null"/> for an endpoint of the application's.</value>
    public JwtTokenEndpointDescription? TokenEndpoint { get; }

    /// <summary>
    /// Describes an endpoint: credentials parameters, <c>RequireJwt</c> on it and its groups, <c>[Security]</c> on its method or class, <c>RequireFresh</c>, <c>UseJwtSecurity</c> for its path; <c>[Authorize]</c>,
    /// policies and the fallback policy.
    /// </summary>
    /// <param name="metadata">The endpoint's. That of an MVC action is not all in its descriptor: take it from <c>EndpointDataSource</c>.</param>
    /// <param name="route">Its route, as <c>/orders/{id}</c>.</param>
    /// <param name="httpMethod">The method of the request, as <c>POST</c>.</param>
    /// <param name="services">The application's services.</param>
    /// <returns>The description; <see langword="null"/> where nothing is asked for, and the endpoint is none of the library's own.</returns>
    /// <remarks>
    /// <para><c>AllowAnonymous</c> counts as it does for requests. Of paths only those of a <c>WebApplication</c> itself are known, not of a branch, and only as far as the route has no parameters.</para>
    /// <para>Of policies the schemes and roles are described, where the schemes are all of this library and somebody who has authenticated is asked for. What a policy asks for beyond that shows as a possible 403.</para>
    /// <para>It is as the application is configured now, and not meant for every request.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The endpoint names a policy that there is not.</exception>
    public static ValueTask<JwtEndpointDescription?> FindAsync(EndpointMetadataCollection metadata, string route, string httpMethod, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(httpMethod);
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService<JwtSecurityRegistry>() is { } registry ? FindAsync(metadata, route, httpMethod, registry, services) : new((JwtEndpointDescription?)null);
    }

    private static async ValueTask<JwtEndpointDescription?> FindAsync(
        EndpointMetadataCollection metadata, string route, string httpMethod, JwtSecurityRegistry registry, IServiceProvider services)
    {
        var policy = await EndpointPolicy.FindAsync(metadata, registry, services);
        var sets = services.GetRequiredService<JwtSecuritySets>();
        var demands = new List<JwtEndpointDemand>();
        var refusals = new List<JwtEndpointRefusal>();
        foreach (var alternatives in FindRequirements(metadata, route, registry, policy))
        {
            JwtSecurityScheme[] schemes = [.. alternatives.Select(requirement => sets.Find(requirement.Kind, requirement.SetName)).OfType<JwtSecurityScheme>()];
            if (schemes.Length > 0)
            {
                demands.Add(new JwtEndpointDemand(schemes, alternatives[0]));
                refusals.AddRange(schemes.SelectMany(scheme => EndpointRefusals.Of(alternatives[0], scheme.Settings, httpMethod).Select(error => new JwtEndpointRefusal(error, scheme.Settings))));
            }
        }

        if (demands is [var first, ..] && policy is { AsksForMore: true })
        {
            refusals.Add(new JwtEndpointRefusal(JwtErrors.Forbidden, first.Schemes[0].Settings));
        }

        var tokens = metadata.GetMetadata<TokenEndpoint>();
        var ofSet = tokens is null ? null : new EndpointSchemes(sets.SchemesOf(tokens.SetName));
        if (ofSet is { IsEmpty: false })
        {
            demands.AddRange(tokens!.Demands(ofSet));
            refusals.AddRange(tokens.Refusals(ofSet, httpMethod).Select(error => new JwtEndpointRefusal(error, ofSet.Speaker.Settings)));
            return new JwtEndpointDescription(demands, refusals, tokens.ToDescription(ofSet));
        }

        return demands.Count == 0 ? null : new JwtEndpointDescription(demands, refusals, tokenEndpoint: null);
    }

    // Both roads and the path, scheme by scheme: whoever asks the same scheme for the same token asks once. Where a policy takes any of several, each list has those.
    private static IEnumerable<IReadOnlyList<GuardRequirement>> FindRequirements(EndpointMetadataCollection metadata, string route, JwtSecurityRegistry registry, EndpointPolicy? policy)
    {
        IReadOnlyList<GuardRequirement> ofAuthorization = [.. OfAttributes(metadata, policy)];
        if (ofAuthorization.Count == 0)
        {
            ofAuthorization = policy?.Alternatives ?? [];
        }

        var hasChoice = ofAuthorization.Count > 1;
        var united = registry.FindPathRequirements($"/{route.TrimStart('/')}")
            .Concat(metadata.GetMetadata<EndpointGuard>()?.FindRequirements(registry) ?? [])
            .Concat(hasChoice ? [] : ofAuthorization)
            .GroupBy(requirement => (requirement.Kind, requirement.SetName))
            .Select(ofScheme => (IReadOnlyList<GuardRequirement>)[ofScheme.Aggregate(Unite)]);
        return hasChoice ? united.Append(ofAuthorization) : united;
    }

    private static GuardRequirement Unite(GuardRequirement one, GuardRequirement other) => new(
        one.Kind,
        one.SetName,
        one.IsRequired || other.IsRequired,
        [.. one.Roles.Concat(other.Roles).DistinctBy(roles => string.Join(',', roles))],
        [.. one.Scopes.Union(other.Scopes)],
        one.MaxAge is null || other.MaxAge < one.MaxAge ? other.MaxAge : one.MaxAge);

    // The innermost attribute names the scheme, and all of them say what its token has to carry; so do plain [Authorize] beside them.
    private static IEnumerable<GuardRequirement> OfAttributes(EndpointMetadataCollection metadata, EndpointPolicy? policy)
    {
        var attributes = FindAttributes(metadata);
        if (attributes is not [.., var innermost])
        {
            return [];
        }

        var united = attributes.Select(attribute => attribute.Requirement with { Kind = innermost.Kind, SetName = innermost.Name }).Aggregate(Unite);
        if (policy is not null)
        {
            united = Unite(united, united with { Roles = policy.Roles });
        }

        return [united with { MaxAge = attributes.Select(attribute => attribute.MaxAge).Append(FreshDeclaration.FindMaxAge(metadata)).Min() }];
    }

    private static IReadOnlyList<JwtSecurityAttribute> FindAttributes(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAllowAnonymous>() is null ? metadata.GetOrderedMetadata<JwtSecurityAttribute>() : [];
}
