using System.Collections.Frozen;

namespace JwtSecurity;

/// <summary>
/// The claims whose meaning belongs to the validator; nobody else writes them.
/// </summary>
internal static class ReservedClaims
{
    private static readonly FrozenSet<string> s_names = FrozenSet.Create(
        StringComparer.Ordinal, "exp", "iat", "nbf", "jti", "iss", "aud", "sid", "csrf", "fresh", "auth_time");

    public static bool Contains(string name, JwtDialect dialect) =>
        s_names.Contains(name) || name == dialect.TypeClaim || name == dialect.SubjectClaim;
}
