using System.Reflection;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// A guard's plan with the scheme objects it asks. Made once an endpoint.
/// </summary>
internal sealed class ActiveGuard
{
    private readonly (ParameterDeclaration Declaration, JwtSecurityScheme Scheme)[] _parameters;

    private ActiveGuard(IReadOnlyList<GuardRequirement> requirements, IReadOnlyList<(ParameterDeclaration Declaration, GuardRequirement Requirement)> parameters, IEnumerable<object> metadata, IServiceProvider services)
    {
        var sets = services.GetRequiredService<JwtSecuritySets>();
        Requirements = [.. requirements.Select(requirement => (requirement, sets.Get(requirement.Kind, requirement.SetName)))];
        _parameters = [.. parameters.Select(parameter =>
            (parameter.Declaration, Requirements.First(each => ReferenceEquals(each.Requirement, parameter.Requirement)).Scheme))];
        TransformsClaims = services.GetService<IClaimsTransformation>() is not (null or NoopClaimsTransformation);
        IsOfHub = metadata.OfType<HubMetadata>().Any();
    }

    public (GuardRequirement Requirement, JwtSecurityScheme Scheme)[] Requirements { get; }

    /// <summary>Whether the application registered a claims transformation that does something.</summary>
    public bool TransformsClaims { get; }

    /// <summary>Whether what is let in stays connected.</summary>
    public bool IsOfHub { get; }

    /// <param name="declarations">What was declared.</param>
    /// <param name="metadata">The endpoint's.</param>
    /// <param name="services">Those of the first request: whichever container an application has, they are asked, and only once.</param>
    /// <param name="endpoint">What messages call the endpoint.</param>
    /// <exception cref="InvalidOperationException">The declarations cannot be met. The start should have shown it; here it keeps the endpoint shut.</exception>
    public static ActiveGuard Create(IReadOnlyList<GuardDeclaration> declarations, IEnumerable<object> metadata, IServiceProvider services, string endpoint)
    {
        var registry = services.GetService<JwtSecurityRegistry>()
            ?? throw new InvalidOperationException($"{endpoint} is secured by JwtSecurity, whose services are missing. {JwtSecurityRegistry.HowToAdd}");
        var findings = new StartupFindings();
        var plan = GuardPlan.Create(declarations, metadata, registry, findings, endpoint);
        findings.ThrowIfAny();
        return new ActiveGuard(plan.Requirements, plan.Parameters, metadata, services);
    }

    /// <summary>A guard that asks for one thing, and has no parameters to fill.</summary>
    public static ActiveGuard Create(GuardRequirement requirement, IServiceProvider services) => new([requirement], [], [], services);

    /// <summary>The scheme whose credentials a parameter takes, and whether it takes <see langword="null"/>.</summary>
    public (JwtSecurityScheme Scheme, bool IsOptional)? Find(ParameterInfo parameter)
    {
        foreach (var (declaration, scheme) in _parameters)
        {
            if (declaration.Describes(parameter))
            {
                return (scheme, declaration.IsOptional);
            }
        }

        return null;
    }
}
