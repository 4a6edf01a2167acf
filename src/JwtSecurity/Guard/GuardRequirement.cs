namespace JwtSecurity;

/// <summary>
/// What an endpoint asks of one scheme, all declarations united.
/// </summary>
internal sealed record GuardRequirement(JwtSchemeKind Kind, string? SetName, bool IsRequired, IReadOnlyList<string>[] Roles, string[] Scopes, TimeSpan? MaxAge)
{
    private readonly JwtValidationError _scopeError = Scopes.Length == 0
        ? JwtErrors.InsufficientScope
        : JwtErrors.InsufficientScopes(string.Join(' ', Scopes));

    private readonly JwtValidationError _freshError = MaxAge is { } maxAge
        ? JwtErrors.LoginRequiredWithin(maxAge)
        : JwtErrors.FreshTokenRequired;

    /// <summary>Unites declarations of one scheme: required wins over optional, every demand for roles and scopes counts, and the most recent login that any asks for.</summary>
    /// <param name="own">What was declared for the scheme.</param>
    /// <param name="inherited">What was declared for another scheme that accepts the same tokens.</param>
    /// <param name="maxAge">What the endpoint asks of every scheme: with it, nobody gets in without a token.</param>
    public static GuardRequirement Unite(IReadOnlyList<GuardDeclaration> own, IReadOnlyList<GuardDeclaration> inherited, TimeSpan? maxAge) => new(
        own[0].Kind!,
        own[0].SetName,
        maxAge is not null || own.Any(declaration => declaration is not ParameterDeclaration { IsOptional: true }),
        [.. own.Concat(inherited).Select(declaration => declaration.Roles).Where(roles => roles.Count > 0)],
        [.. own.Concat(inherited).SelectMany(declaration => declaration.Scopes).Distinct(StringComparer.Ordinal)],
        own.Concat(inherited).Select(declaration => declaration.MaxAge).Append(maxAge).Min());

    /// <summary>Adds what is wrong with it: a scheme that is not registered, a scope that is none.</summary>
    public void Check(JwtSecurityRegistry registry, string endpoint, StartupFindings findings)
    {
        registry.CheckRegistered(Kind, SetName, endpoint, findings);
        if (Array.Find(Scopes, scope => !ScopeNames.IsValid(scope)) is { } bad)
        {
            findings.Add($"{endpoint} demands the scope '{bad}', which is no scope. Use visible ASCII without quotes and backslashes (RFC 6749, section 3.3).");
        }

        if (MaxAge < TimeSpan.FromSeconds(1))
        {
            findings.Add($"{endpoint} has [Security] with {nameof(JwtSecurityAttribute.MaxAgeSeconds)} = {MaxAge.Value.TotalSeconds}, and no login is as recent as that. Set it to a second or more, or leave it out.");
        }
    }

    /// <summary>The answer to a request as the scheme found it, or <see langword="null"/> for one that gets in: the table "when the token is missing or bad".</summary>
    public JwtValidationError? Judge(in JwtAuthentication authentication, JwtSecurityScheme scheme)
    {
        if (authentication.Credentials is { } credentials)
        {
            return CheckAuthority(credentials);
        }

        if (authentication.Error is { } error)
        {
            return IsRequired || scheme.Settings.Options.AutoError || error.IsUnavailable ? error : null;
        }

        return IsRequired ? JwtErrors.CredentialsMissing : null;
    }

    /// <summary>Why good credentials are not enough, if they are not.</summary>
    /// <remarks>What a new login would not mend comes first.</remarks>
    public JwtValidationError? CheckAuthority(JwtAuthorizationCredentials credentials) => CheckRoles(credentials) ?? CheckScopes(credentials) ?? CheckLogin(credentials);

    public JwtValidationError? CheckScopes(JwtAuthorizationCredentials credentials) =>
        Scopes.Length == 0 || CredentialsAuthority.HasAllScopes(credentials, Scopes) ? null : _scopeError;

    public JwtValidationError? CheckLogin(JwtAuthorizationCredentials credentials) =>
        MaxAge is not { } maxAge || credentials.IsFresh(maxAge) ? null : _freshError;

    public JwtValidationError? CheckRoles(JwtAuthorizationCredentials credentials)
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
