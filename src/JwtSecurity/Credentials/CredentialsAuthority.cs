using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// What credentials permit: the roles and scopes in the token itself.
/// </summary>
internal static class CredentialsAuthority
{
    private static readonly string[] s_roleMembers = [IdentityClaims.RoleClaim, IdentityClaims.RolesMember];
    private static readonly string[] s_scopeMembers = ["scope", "scopes"];

    /// <summary>Whether a member of this name permits something.</summary>
    public static bool Reads(string name) => s_roleMembers.Contains(name) || s_scopeMembers.Contains(name);

    public static bool HasAnyRole(JwtAuthorizationCredentials credentials, IReadOnlyList<string> roles) =>
        Texts(credentials.Subject, s_roleMembers).Any(role => roles.Contains(role, StringComparer.Ordinal));

    /// <summary>Whether every scope is granted: by a claim of the token, or a member of the subject; in a list, or separated by spaces (RFC 6749, section 3.3).</summary>
    public static bool HasAllScopes(JwtAuthorizationCredentials credentials, IReadOnlyList<string> scopes)
    {
        var granted = Texts(credentials.Claims, s_scopeMembers).Concat(Texts(credentials.Subject, s_scopeMembers))
            .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.Ordinal);
        return scopes.All(granted.Contains);
    }

    private static IEnumerable<string> Texts(JsonElement element, string[] names)
    {
        foreach (var name in names)
        {
            if (!element.TryGetProperty(name, out var value))
            {
                continue;
            }

            foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
            {
                if (item.ValueKind == JsonValueKind.String)
                {
                    yield return item.GetString()!;
                }
            }
        }
    }
}
