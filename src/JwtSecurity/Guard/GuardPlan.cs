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

    /// <summary>Which parameter takes the credentials of which requirement.</summary>
    public IReadOnlyList<(ParameterDeclaration Declaration, GuardRequirement Requirement)> Parameters => _parameters;

    /// <summary>Decides which declarations hold.</summary>
    /// <remarks>
    /// For another scheme the innermost replaces: parameter, endpoint, inner group, outer group. For the same scheme they add up. An optional parameter
    /// replaces nothing: it would take a group's demand away.
    /// </remarks>
    public static GuardPlan Create(IReadOnlyList<GuardDeclaration> declarations, IEnumerable<object> metadata, JwtSecurityRegistry registry, StartupFindings findings, string endpoint)
    {
        var declared = declarations.OfType<ConventionDeclaration>().ToArray();
        var conventions = WithoutLifted(declared, metadata);

        // An unnamed parameter means what was declared, even where AllowAnonymous lifted the demand: never another set.
        var candidates = Innermost(declared);
        var parameters = declarations.OfType<ParameterDeclaration>()
            .Select(parameter => (Original: parameter, Named: Name(parameter, candidates, metadata, registry, findings, endpoint)))
            .Where(parameter => parameter.Named.Kind is not null)
            .ToArray();

        var plan = new GuardPlan();
        plan.Requirements = Unite([.. parameters.Select(parameter => parameter.Named)], conventions, FreshDeclaration.FindMaxAge(metadata));
        foreach (var (original, declaration) in parameters)
        {
            plan._parameters.Add((original, plan.Requirements.First(requirement => requirement.Kind == declaration.Kind && requirement.SetName == declaration.SetName)));
        }

        plan.Check(parameters.Select(parameter => parameter.Original), registry, findings, endpoint);
        return plan;
    }

    private static GuardRequirement[] Unite(ParameterDeclaration[] parameters, ConventionDeclaration[] conventions, TimeSpan? maxAge)
    {
        var isReplaced = Array.Exists(parameters, parameter => !parameter.IsOptional);
        var asking = parameters.Concat<GuardDeclaration>(isReplaced ? [] : Innermost(conventions)).DistinctBy(each => (each.Kind, each.SetName)).ToArray();
        return [.. asking.Select(scheme => GuardRequirement.Unite(
            own: [.. parameters.Concat<GuardDeclaration>(conventions).Where(scheme.IsOf)],

            // A scheme that reads the same tokens from elsewhere keeps what the one it replaces demanded of them: an admin group stays one.
            inherited: [.. conventions.Where(convention => scheme.AcceptsTokensOf(convention) && !Array.Exists(asking, convention.IsOf))],
            maxAge))];
    }

    // AllowAnonymous lifts what was asked further out; an endpoint's own RequireJwt says the opposite, nearer.
    private static ConventionDeclaration[] WithoutLifted(ConventionDeclaration[] conventions, IEnumerable<object> metadata)
    {
        var anonymous = metadata.OfType<IAllowAnonymous>().Count();
        return [.. conventions.Where(convention => convention.IsOwn || anonymous <= convention.AnonymousOutside)];
    }

    // Groups apply their conventions outermost first, so the last is the nearest; what was called on the same builder is as near.
    private static ConventionDeclaration[] Innermost(ConventionDeclaration[] conventions) =>
        conventions is [.., var last] ? [.. conventions.Where(convention => ReferenceEquals(convention.Level, last.Level))] : [];

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
            return parameter with { Kind = attribute.Kind, SetName = attribute.Name, Roles = attribute.RoleList, Scopes = attribute.ScopeList, MaxAge = attribute.MaxAge };
        }

        var candidates = conventions.Length > 0
            ? conventions.Select(convention => (convention.Kind!, convention.SetName)).Distinct().ToArray()
            : registry.AccessSchemesOfDefaultSet().Select(kind => (kind, (string?)null)).ToArray();
        if (candidates is [var (kind, setName)])
        {
            return parameter with { Kind = kind, SetName = setName };
        }

        findings.Add(candidates.Length == 0
            ? $"{endpoint}: the parameter '{parameter.Parameter.Name}' names no scheme, and there is no access scheme to take. Call AddAccessBearer() on what AddJwtSecurity returns, or write [Security<T>] with the scheme you mean before the parameter."
            : $"{endpoint}: the parameter '{parameter.Parameter.Name}' names no scheme, and there are {candidates.Length}. Write {string.Join(" or ", candidates.Select(Attribute))} before it.");
        return parameter;
    }

    private void Check(IEnumerable<ParameterDeclaration> parameters, JwtSecurityRegistry registry, StartupFindings findings, string endpoint)
    {
        foreach (var parameter in parameters.Where(parameter => parameter.Finding is not null))
        {
            findings.Add($"{endpoint}: the parameter '{parameter.Parameter.Name}' {parameter.Finding}.");
        }

        foreach (var requirement in Requirements)
        {
            requirement.Check(registry, endpoint, findings);
        }
    }

    private static string Attribute((JwtSchemeKind Kind, string? SetName) scheme) =>
        scheme.SetName is null ? $"[Security<{scheme.Kind.SchemeType.Name}>]" : $"[Security<{scheme.Kind.SchemeType.Name}>(\"{scheme.SetName}\")]";
}
