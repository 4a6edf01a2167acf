using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity;

/// <summary>
/// The claims of a token as an identity has them. Nothing is renamed; a name in the token is a name in the identity. Read once from a token, and made into new
/// claims for each request: an identity owns its claims.
/// </summary>
internal sealed class IdentityClaims
{
    public const string RoleClaim = "role";
    public const string RolesMember = "roles";
    private const string SubjectClaim = "sub";

    private static readonly string[] s_tokenClaims = ["jti", "iat", "exp", "iss", "sid"];

    // What people are called by, the more readable before the more technical.
    private static readonly string[] s_nameMembers = ["username", "name", "unique_name", "sub", "email", "id"];

    private readonly List<(string Type, string Value, string ValueType)> _claims = new(8);
    private readonly string _nameClaim;

    public IdentityClaims(JsonElement token, JsonElement subject, JwtDialect dialect)
    {
        foreach (var member in subject.EnumerateObject())
        {
            // What the token says of itself is not for the subject to say. Of two members of one name the last counts, as it does for
            // whoever reads the subject.
            var name = member.Name;
            if (!ReservedClaims.Contains(name, dialect))
            {
                _claims.RemoveAll(claim => claim.Type == name);
                Add(name, member.Value);
            }
        }

        var user = Find(dialect.IdentityClaim);
        var nameClaim = FindName() ?? user;
        _nameClaim = nameClaim?.Type ?? SubjectClaim;

        // An identity has one type of role claims; subjects have "role", "roles" or both.
        AddIfPresent(RoleClaim, subject, RolesMember);
        foreach (var name in s_tokenClaims)
        {
            AddIfPresent(name, token, name);
        }

        // Antiforgery recognises a user by "sub"; without one it hashes all claims, and "jti" changes with every refresh.
        if ((user ?? nameClaim) is var (_, value, valueType) && !_claims.Exists(claim => claim.Type == SubjectClaim))
        {
            _claims.Add((SubjectClaim, value, valueType));
        }
    }

    public ClaimsIdentity CreateIdentity(string schemeName)
    {
        // An identity copies claims that are not its own yet, so it is there first.
        var identity = new CaseSensitiveClaimsIdentity(schemeName, _nameClaim, RoleClaim);
        foreach (var (type, value, valueType) in _claims)
        {
            identity.AddClaim(new Claim(type, value, valueType, ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity));
        }

        return identity;
    }

    private (string Type, string Value, string ValueType)? FindName()
    {
        foreach (var name in s_nameMembers)
        {
            if (Find(name) is { } claim)
            {
                return claim;
            }
        }

        return null;
    }

    private (string Type, string Value, string ValueType)? Find(string? type)
    {
        var index = _claims.FindIndex(claim => claim.Type == type);
        return index < 0 ? null : _claims[index];
    }

    private void AddIfPresent(string type, JsonElement element, string name)
    {
        if (element.TryGetProperty(name, out var value))
        {
            Add(type, value);
        }
    }

    private void Add(string type, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Add(type, item);
                }

                break;
            case JsonValueKind.String:
                _claims.Add((type, value.GetString()!, ClaimValueTypes.String));
                break;
            case JsonValueKind.Number:
                _claims.Add((type, value.GetRawText(), value.TryGetInt64(out _) ? ClaimValueTypes.Integer64 : ClaimValueTypes.Double));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                _claims.Add((type, value.GetRawText(), ClaimValueTypes.Boolean));
                break;
            default:
                _claims.Add((type, value.GetRawText(), JsonClaimValueTypes.Json));
                break;
        }
    }
}
