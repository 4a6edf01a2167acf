using Microsoft.AspNetCore.Authorization;

namespace JwtSecurity;

/// <summary>
/// Names the scheme that secures a parameter, a method or a class. In C#, <see cref="SecurityAttribute{TScheme}"/> is shorter.
/// </summary>
/// <remarks>
/// On a <see cref="JwtAuthorizationCredentials"/> parameter it says whose credentials these are, and the guard does the rest. On a method or a
/// class it is an authorization attribute like <c>[Authorize]</c>, and needs <c>AddAuthorization()</c>; of several, the innermost names the scheme.
/// Of SignalR hubs and Razor Pages only the class is read. Where nothing reads the attribute, the application does not start.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Class)]
public class JwtSecurityAttribute : Attribute, IAuthorizeData, IAuthorizationRequirementData
{
    /// <summary>Names a scheme.</summary>
    /// <param name="scheme">One of the six scheme classes, such as <see cref="JwtAccessBearer"/>.</param>
    /// <param name="name">The set the scheme is of; <see langword="null"/> for the default set.</param>
    /// <exception cref="ArgumentNullException"><paramref name="scheme"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="scheme"/> is none of the six.</exception>
    public JwtSecurityAttribute(Type scheme, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        if (!JwtSchemeKind.TryGet(scheme, out var kind))
        {
            throw new ArgumentException(JwtSchemeKind.DescribeUnknown(scheme), nameof(scheme));
        }

        Kind = kind;
        Name = name;
    }

    /// <summary>Gets the class of the scheme.</summary>
    public Type Scheme => Kind.SchemeType;

    /// <summary>Gets the set the scheme is of.</summary>
    /// <value><see langword="null"/> for the default set.</value>
    public string? Name { get; }

    /// <summary>Gets or sets the roles of which the subject must have one, separated by commas.</summary>
    /// <value><see langword="null"/>, the default, demands none.</value>
    public string? Roles { get; set; }

    /// <summary>Gets or sets the scopes that must all be granted, separated by spaces.</summary>
    /// <value><see langword="null"/>, the default, demands none.</value>
    public string? Scopes { get; set; }

    /// <summary>Gets or sets how many seconds ago the user may have logged in, at most; what <c>RequireFresh</c> is for endpoints.</summary>
    /// <value>
    /// A second or more; left alone it demands nothing. Seconds, because an attribute takes no <see cref="TimeSpan"/>, and as <c>max_age</c> of <c>WWW-Authenticate</c> counts them
    /// (RFC 9470); <c>5 * 60</c> is five minutes.
    /// </value>
    public int MaxAgeSeconds
    {
        get => (int)(MaxAge?.TotalSeconds ?? 0);
        set => MaxAge = TimeSpan.FromSeconds(value);
    }

    /// <summary>Gets or sets the name of an authorization policy to demand as well; on methods and classes only.</summary>
    /// <value><see langword="null"/>, the default, demands none.</value>
    public string? Policy { get; set; }

    string? IAuthorizeData.AuthenticationSchemes
    {
        get => SchemeName;
        set => throw new NotSupportedException($"The scheme of {nameof(JwtSecurityAttribute)} is the one it was made with.");
    }

    internal JwtSchemeKind Kind { get; }

    internal string SchemeName => Kind.NameIn(Name);

    /// <summary><see cref="MaxAgeSeconds"/>, if it was set, be it to something that the start refuses.</summary>
    internal TimeSpan? MaxAge { get; private set; }

    internal IReadOnlyList<string> RoleList => Roles?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    internal IReadOnlyList<string> ScopeList => Scopes is null ? [] : ScopeNames.Split([Scopes]);

    /// <summary>What the attribute asks for, read from its texts once: attributes are not changed after they are written.</summary>
    internal GuardRequirement Requirement => field ??= new GuardRequirement(Kind, Name, IsRequired: true, RoleList is { Count: > 0 } roles ? [roles] : [], [.. ScopeList], MaxAge);

    // Beside what IAuthorizeData says: credentials of this scheme, and the scopes.
    IEnumerable<IAuthorizationRequirement> IAuthorizationRequirementData.GetRequirements() => [new JwtSchemeRequirement(this)];
}
