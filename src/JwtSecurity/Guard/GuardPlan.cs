using System.Reflection;
using Microsoft.AspNetCore.Authorization;

namespace JwtSecurity;

/// <summary>
/// What an endpoint's guard does, once every declaration is known: which schemes are asked for what, and which parameter takes whose credentials.
/// </summary>
internal sealed class GuardPlan
{
    private readonly List<(ParameterDeclaration Declaration, GuardRequirement Requirement)> _parameters = [];

    private GuardPlan()
    {
    }

    /// <summary>What is asked, scheme by scheme.</summary>
    public IReadOnlyList<GuardRequirement> Requirements { get; private set; } = [];

    /// <summary>The requirement whose credentials a parameter takes, and whether it takes <see langword="null"/>.</summary>
    public (GuardRequirement Requirement, bool IsOptional)? Find(ParameterInfo parameter)
    {
        foreach (var (declaration, requirement) in _parameters)
        {
            if (declaration.Describes(parameter))
            {
                return (requirement, declaration.IsOptional);
            }
        }

        return null;
    }

    /// <summary>Decides which declarations hold.</summary>
    /// <remarks>
    /// For another scheme the innermost replaces: parameter, endpoint, inner group, outer group. For the same scheme they add up. An optional
    /// parameter replaces nothing: it would take a group's demand away.
    /// </remarks>
    public static GuardPlan Create(IReadOnlyList<GuardDeclaration> declarations, IEnumerable<object> metadata, JwtSecurityRegistry registry, StartupFindings findings, string endpoint)
    {
        var conventions = ActiveConventions(declarations, metadata);
        var parameters = declarations.OfType<ParameterDeclaration>()
            .Select(parameter => (Original: parameter, Named: Name(parameter, conventions, metadata, registry, findings, endpoint)))
            .Where(parameter => parameter.Named.Kind is not null)
            .ToArray();

        var named = parameters.Select(parameter => parameter.Named).ToArray();
        var isReplaced = Array.Exists(named, parameter => !parameter.IsOptional);
        var holding = named.Concat<GuardDeclaration>(conventions.Where(convention => !isReplaced || Array.Exists(named, convention.IsOf)));

        var plan = new GuardPlan();
        plan.Requirements = [.. holding.GroupBy(declaration => (declaration.Kind, declaration.SetName)).Select(group => GuardRequirement.Unite([.. group]))];
        foreach (var (original, declaration) in parameters)
        {
            plan._parameters.Add((original, plan.Requirements.First(requirement => requirement.Kind == declaration.Kind && requirement.SetName == declaration.SetName)));
        }

        foreach (var requirement in plan.Requirements)
        {
            registry.CheckRegistered(requirement.Kind, requirement.SetName, endpoint, findings);
        }

        return plan;
    }

    private static ConventionDeclaration[] ActiveConventions(IReadOnlyList<GuardDeclaration> declarations, IEnumerable<object> metadata)
    {
        // AllowAnonymous lifts what was asked from outside; an endpoint's own RequireJwt says the opposite, nearer.
        var isAnonymous = metadata.OfType<IAllowAnonymous>().Any();
        var conventions = declarations.OfType<ConventionDeclaration>().Where(convention => convention.IsOwn || !isAnonymous).ToArray();
        if (conventions is not [.., var innermost])
        {
            return [];
        }

        // Groups apply their conventions outermost first, so the last is the nearest; what was called on the same builder is as near.
        var nearest = conventions.Where(convention => ReferenceEquals(convention.Level, innermost.Level)).ToArray();
        return [.. conventions.Where(convention => Array.Exists(nearest, convention.IsOf))];
    }

    // A parameter that names no scheme means the nearest one declared, else the only access scheme there is.
    private static ParameterDeclaration Name(
        ParameterDeclaration parameter, ConventionDeclaration[] conventions, IEnumerable<object> metadata, JwtSecurityRegistry registry, StartupFindings findings, string endpoint)
    {
        if (parameter.Kind is not null)
        {
            return parameter;
        }

        if (metadata.OfType<JwtSecurityAttribute>().LastOrDefault() is { } attribute)
        {
            return parameter with { Kind = attribute.Kind, SetName = attribute.Name };
        }

        var candidates = conventions.Length > 0
            ? conventions.Select(convention => (convention.Kind!, convention.SetName)).Distinct().ToArray()
            : registry.AccessSchemesOfDefaultSet().Select(kind => (kind, (string?)null)).ToArray();
        if (candidates is [var (kind, setName)])
        {
            return parameter with { Kind = kind, SetName = setName };
        }

        findings.Add(candidates.Length == 0
            ? $"{endpoint}: the parameter '{parameter.Parameter.Name}' names no scheme, and there is no access scheme to take. {JwtSecurityRegistry.HowToAdd}"
            : $"{endpoint}: the parameter '{parameter.Parameter.Name}' names no scheme, and there are {candidates.Length}. Write {string.Join(" or ", candidates.Select(Attribute))} before it.");
        return parameter;
    }

    private static string Attribute((JwtSchemeKind Kind, string? SetName) scheme) =>
        scheme.SetName is null ? $"[Security<{scheme.Kind.SchemeType.Name}>]" : $"[Security<{scheme.Kind.SchemeType.Name}>(\"{scheme.SetName}\")]";
}
