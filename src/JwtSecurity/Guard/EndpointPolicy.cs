using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// What ASP.NET Core's authorization asks of an endpoint, as its middleware puts it together: <c>[Authorize]</c>, policies, or the fallback policy where there is nothing else.
/// </summary>
internal sealed class EndpointPolicy
{
    private readonly AuthorizationPolicy _policy;
    private readonly IReadOnlyList<JwtSecurityScheme> _schemes;

    private EndpointPolicy(AuthorizationPolicy policy, IReadOnlyList<JwtSecurityScheme> schemes)
    {
        _policy = policy;
        _schemes = schemes;
        Roles = [.. policy.Requirements.OfType<RolesAuthorizationRequirement>().Select(requirement => requirement.AllowedRoles.ToArray())];
    }

    /// <summary>The roles: of each list the user must have one.</summary>
    public IReadOnlyList<string>[] Roles { get; }

    /// <summary>Whether it asks for something that only the application can put into words.</summary>
    public bool AsksForMore => _policy.Requirements.Any(requirement => requirement is not (DenyAnonymousAuthorizationRequirement or RolesAuthorizationRequirement or JwtSchemeRequirement));

    /// <summary>What it asks of each scheme, any of which will do; nothing where something else than a token of this library may open the endpoint.</summary>
    public IReadOnlyList<GuardRequirement> Alternatives => AsksForUser
        ? [.. _schemes.Select(scheme => new GuardRequirement(scheme.Settings.Kind, scheme.Settings.SetName, IsRequired: true, Roles, Scopes: [], MaxAge: null))]
        : [];

    /// <summary>Finds it.</summary>
    /// <returns><see langword="null"/> where there is none, or it does not count.</returns>
    /// <exception cref="InvalidOperationException">A policy is named that there is not.</exception>
    public static async ValueTask<EndpointPolicy?> FindAsync(EndpointMetadataCollection metadata, JwtSecurityRegistry registry, IServiceProvider services)
    {
        if (metadata.GetMetadata<IAllowAnonymous>() is not null || services.GetService<IAuthorizationPolicyProvider>() is not { } provider)
        {
            return null;
        }

        var policy = await AuthorizationPolicy.CombineAsync(provider, metadata.GetOrderedMetadata<IAuthorizeData>(), metadata.GetOrderedMetadata<AuthorizationPolicy>());
        if (metadata.GetOrderedMetadata<IAuthorizationRequirementData>().SelectMany(data => data.GetRequirements()).ToArray() is { Length: > 0 } requirements)
        {
            var further = new AuthorizationPolicy(requirements, []);
            policy = policy is null ? further : AuthorizationPolicy.Combine(policy, further);
        }

        // The fallback policy is left to a guard, see GuardedFallbackHandler.
        return policy is null || EndpointGuard.FindInsteadOfAuthorization(metadata) is not null ? null : new EndpointPolicy(policy, await FindSchemesAsync(policy, registry, services));
    }

    // A custom requirement, or an assertion, may be content with nobody at all.
    private bool AsksForUser => _policy.Requirements.Any(requirement => requirement is DenyAnonymousAuthorizationRequirement or RolesAuthorizationRequirement or ClaimsAuthorizationRequirement);

    private static async ValueTask<IReadOnlyList<JwtSecurityScheme>> FindSchemesAsync(AuthorizationPolicy policy, JwtSecurityRegistry registry, IServiceProvider services)
    {
        if (!registry.RegistersAuthenticationSchemes || services.GetService<IAuthenticationSchemeProvider>() is not { } provider)
        {
            return [];
        }

        var names = policy.AuthenticationSchemes;
        if (names.Count == 0)
        {
            names = await provider.GetDefaultAuthenticateSchemeAsync() is { } scheme ? [scheme.Name] : [];
        }

        var sets = services.GetRequiredService<JwtSecuritySets>();
        var schemes = new List<JwtSecurityScheme>();
        foreach (var name in names)
        {
            // What another scheme would accept, or what this one hands on to another, nobody here knows.
            if (registry.FindScheme(name) is not var (kind, setName)
                || sets.Find(kind, setName) is not { Settings.Options: { ForwardAuthenticate: null, ForwardDefault: null, ForwardDefaultSelector: null } } known)
            {
                return [];
            }

            schemes.Add(known);
        }

        return schemes;
    }
}
