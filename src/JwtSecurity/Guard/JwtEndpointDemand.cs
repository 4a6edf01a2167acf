namespace JwtSecurity;

/// <summary>
/// One thing that an endpoint asks of a request: a token for one of its schemes, and what that token has to carry.
/// </summary>
public sealed class JwtEndpointDemand
{
    internal JwtEndpointDemand(IReadOnlyList<JwtSecurityScheme> schemes, bool isOptional)
    {
        Schemes = schemes;
        IsOptional = isOptional;
    }

    internal JwtEndpointDemand(IReadOnlyList<JwtSecurityScheme> schemes, GuardRequirement requirement)
        : this(schemes, !requirement.IsRequired)
    {
        Roles = requirement.Roles;
        Scopes = requirement.Scopes;
        MaxAge = requirement.MaxAge;
    }

    /// <summary>Gets the schemes, any of which will do.</summary>
    /// <value>One; several where a policy names several, and at the library's own endpoints that take a token from wherever it is.</value>
    public IReadOnlyList<JwtSecurityScheme> Schemes { get; }

    /// <summary>Gets whether a request without a token gets in, too.</summary>
    public bool IsOptional { get; }

    /// <summary>Gets the roles: of each list the subject must have one.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Roles { get; } = [];

    /// <summary>Gets the scopes, all of which must be granted.</summary>
    public IReadOnlyList<string> Scopes { get; } = [];

    /// <summary>Gets how long ago the user may have logged in.</summary>
    /// <value><see langword="null"/> where that does not matter.</value>
    public TimeSpan? MaxAge { get; }
}
