using Microsoft.AspNetCore.Authorization;

namespace JwtSecurity;

/// <summary>
/// What <see cref="JwtSecurityAttribute"/> on a method or class demands: that its own scheme accepted the request, and its scopes.
/// </summary>
internal sealed class JwtSchemeRequirement(JwtSecurityAttribute attribute) : IAuthorizationRequirement
{
    public JwtSecurityAttribute Attribute => attribute;

    public override string ToString() => $"{nameof(JwtSchemeRequirement)}: {attribute.SchemeName} {attribute.Scopes}";
}
