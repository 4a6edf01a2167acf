using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity;

/// <summary>
/// Turns credentials into claims. Nothing is renamed; a name in the token is a name in the identity.
/// </summary>
internal static class CredentialsClaims
{
    private const string RoleClaim = "role";
    private const string RolesMember = "roles";
    private const string SubjectClaim = "sub";

    private static readonly string[] s_roleMembers = [RoleClaim, RolesMember];
    private static readonly string[] s_scopeMembers = ["scope", "scopes"];
    private static readonly string[] s_tokenClaims = ["jti", "iat", "exp", "iss", "sid"];

    // What people are called by, the more readable before the more technical.
    private static readonly string[] s_nameMembers = ["username", "name", "sub", "email", "id"];

    public static ClaimsIdentity CreateIdentity(JwtAuthorizationCredentials credentials)
    {
        var claims = new List<Claim>(8);
        var name = int.MaxValue;
        Claim? nameClaim = null;
        var hasSubject = false;
        foreach (var member in credentials.Subject.EnumerateObject())
        {
            // What the token says of itself is not for the subject to say.
            var key = member.Name;
            if (ReservedClaims.Contains(key, credentials.Dialect))
            {
                continue;
            }

            // Of two members of one name the last counts, as it does for whoever reads the subject.
            claims.RemoveAll(claim => claim.Type == key);
            var first = claims.Count;
            AddClaims(claims, key, member.Value);
            if (claims.Count == first)
            {
                continue;
            }

            hasSubject |= key == SubjectClaim;
            if (Array.IndexOf(s_nameMembers, key) is >= 0 and var rank && rank < name)
            {
                name = rank;
                nameClaim = claims[first];
            }
        }

        // An identity has one type of role claims; subjects have "role", "roles" or both.
        if (credentials.Subject.TryGetProperty(RolesMember, out var roles))
        {
            AddClaims(claims, RoleClaim, roles);
        }

        foreach (var claim in s_tokenClaims)
        {
            if (credentials.Claims.TryGetProperty(claim, out var value))
            {
                AddClaims(claims, claim, value);
            }
        }

        // Antiforgery recognises a user by "sub"; without one it hashes all claims, and "jti" changes with every refresh.
        if (!hasSubject && nameClaim is not null)
        {
            claims.Add(new Claim(SubjectClaim, nameClaim.Value, nameClaim.ValueType));
        }

        return new CaseSensitiveClaimsIdentity(claims, credentials.SchemeName, nameClaim?.Type ?? SubjectClaim, RoleClaim);
    }

    public static bool HasAnyRole(JwtAuthorizationCredentials credentials, IReadOnlyList<string> roles) =>
        Texts(credentials.Subject, s_roleMembers).Any(role => roles.Contains(role, StringComparer.Ordinal));

    /// <summary>Whether every scope is granted: by a claim of the token, or a member of the subject; in a list, or parted by spaces (RFC 6749, section 3.3).</summary>
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

    private static void AddClaims(List<Claim> claims, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    AddClaims(claims, name, item);
                }

                break;
            case JsonValueKind.String:
                claims.Add(new Claim(name, value.GetString()!, ClaimValueTypes.String));
                break;
            case JsonValueKind.Number:
                claims.Add(new Claim(name, value.GetRawText(), value.TryGetInt64(out _) ? ClaimValueTypes.Integer64 : ClaimValueTypes.Double));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                claims.Add(new Claim(name, value.GetRawText(), ClaimValueTypes.Boolean));
                break;
            default:
                claims.Add(new Claim(name, value.GetRawText(), JsonClaimValueTypes.Json));
                break;
        }
    }
}
