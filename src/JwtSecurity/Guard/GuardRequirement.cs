namespace JwtSecurity;

/// <summary>
/// What an endpoint asks of one scheme, all declarations united.
/// </summary>
internal sealed record GuardRequirement(JwtSchemeKind Kind, string? SetName, bool IsRequired, IReadOnlyList<string>[] Roles, string[] Scopes)
{
    private readonly JwtValidationError _scopeError = Scopes.Length == 0
        ? JwtErrors.InsufficientScope
        : JwtErrors.InsufficientScopes(string.Join(' ', Scopes));

    /// <summary>Unites declarations of one scheme: required wins over optional, and every demand for roles and scopes counts.</summary>
    public static GuardRequirement Unite(IReadOnlyList<GuardDeclaration> own, IReadOnlyList<GuardDeclaration> inherited) => new(
        own[0].Kind!,
        own[0].SetName,
        own.Any(declaration => declaration is not ParameterDeclaration { IsOptional: true }),
        [.. own.Concat(inherited).Select(declaration => declaration.Roles).Where(roles => roles.Count > 0)],
        [.. own.Concat(inherited).SelectMany(declaration => declaration.Scopes).Distinct(StringComparer.Ordinal)]);

    /// <summary>Adds what is wrong with it: a scheme that is not registered, a scope that is none.</summary>
    public void Check(JwtSecurityRegistry registry, string endpoint, StartupFindings findings)
    {
        registry.CheckRegistered(Kind, SetName, endpoint, findings);
        if (Array.Find(Scopes, scope => !ScopeNames.IsValid(scope)) is { } bad)
        {
            findings.Add($"{endpoint} demands the scope '{bad}', which is no scope. Use visible ASCII without quotes and backslashes (RFC 6749, section 3.3).");
        }
    }

    /// <summary>Why good credentials are not enough, if they are not.</summary>
    public JwtValidationError? CheckAuthority(JwtAuthorizationCredentials credentials) => CheckRoles(credentials) ?? CheckScopes(credentials);

    public JwtValidationError? CheckScopes(JwtAuthorizationCredentials credentials) =>
        Scopes.Length == 0 || CredentialsAuthority.HasAllScopes(credentials, Scopes) ? null : _scopeError;

    private JwtValidationError? CheckRoles(JwtAuthorizationCredentials credentials)
    {
        foreach (var roles in Roles)
        {
            if (!CredentialsAuthority.HasAnyRole(credentials, roles))
            {
                return JwtErrors.InsufficientRole;
            }
        }

        return null;
    }
}
