using Microsoft.OpenApi;

namespace JwtSecurity.OpenApi;

/// <summary>
/// The security schemes of a document: each is there once an operation requires it.
/// </summary>
/// <remarks>
/// A scheme object that reads the header and a cookie is two schemes here, either of which does: the names are those of the classes that read one alone, as in fastapi-jwt.
/// </remarks>
internal sealed class SecuritySchemes(OpenApiDocument document, JwtOpenApiOptions options, bool namesInLists)
{
    /// <summary>All demands have to be met, each in one of its ways: the list has a requirement for each combination.</summary>
    public IList<OpenApiSecurityRequirement> Require(IReadOnlyList<JwtEndpointDemand> demands)
    {
        IEnumerable<IEnumerable<Part>> combinations = [[]];
        foreach (var demand in demands)
        {
            var ways = WaysOf(demand).ToArray();
            combinations = combinations.SelectMany(combination => ways.Select(way => combination.Concat(way))).ToArray();
        }

        return [.. combinations.Select(ToRequirement)];
    }

    // What is optional may be left out.
    private IEnumerable<IEnumerable<Part>> WaysOf(JwtEndpointDemand demand)
    {
        var parts = demand.Schemes.SelectMany(scheme => PartsOf(scheme, demand)).DistinctBy(part => part.Id).Select(part => new[] { part });
        return demand.IsOptional ? parts.Append([]) : parts;
    }

    private IEnumerable<Part> PartsOf(JwtSecurityScheme scheme, JwtEndpointDemand demand)
    {
        var set = scheme.Name[..^scheme.GetType().Name.Length];
        if (scheme.ReadsHeader)
        {
            var isLogin = options.TokenUrl is not null && scheme.TokenType == JwtTokenType.Access && set.Length == 0;
            var id = Add($"{set}Jwt{scheme.TokenType}Bearer", isLogin ? PasswordFlow() : Bearer(scheme.TokenType));
            yield return new Part(id, isLogin ? Granted(id, demand) : Names(demand));
        }

        if (scheme.CookieName is { } cookie)
        {
            yield return new Part(Add($"{set}Jwt{scheme.TokenType}Cookie", Cookie(cookie)), Names(demand));
        }
    }

    // OpenAPI 3.1: names of roles and scopes that the document says nothing more about. In 3.0 only OAuth 2 has scopes. A role of several stands in the description alone: a list means all.
    private string[] Names(JwtEndpointDemand demand) =>
        namesInLists ? [.. demand.Roles.Where(roles => roles.Count == 1).SelectMany(roles => roles).Concat(demand.Scopes).Distinct(StringComparer.Ordinal)] : [];

    // OAuth 2 has scopes alone, and lists them all; where the application described a scheme of this name itself, it stays as it is.
    private string[] Granted(string id, JwtEndpointDemand demand)
    {
        if (document.Components!.SecuritySchemes![id].Flows?.Password?.Scopes is { } scopes)
        {
            foreach (var scope in demand.Scopes)
            {
                scopes.TryAdd(scope, "");
            }
        }

        return [.. demand.Scopes];
    }

    private OpenApiSecurityRequirement ToRequirement(IEnumerable<Part> parts)
    {
        var requirement = new OpenApiSecurityRequirement();
        foreach (var sameScheme in parts.GroupBy(part => part.Id))
        {
            requirement[new OpenApiSecuritySchemeReference(sameScheme.Key, document)] = [.. sameScheme.SelectMany(part => part.Names).Distinct(StringComparer.Ordinal)];
        }

        return requirement;
    }

    // Two schemes of a set may read cookies of different names.
    private string Add(string name, OpenApiSecurityScheme scheme)
    {
        var id = ToKey(name);
        if (document.Components?.SecuritySchemes?.TryGetValue(id, out var known) == true && known.Name != scheme.Name)
        {
            id = $"{id}.{ToKey(scheme.Name)}";
        }

        if (document.Components?.SecuritySchemes?.ContainsKey(id) != true)
        {
            document.AddComponent<IOpenApiSecurityScheme>(id, scheme);
        }

        return id;
    }

    private static OpenApiSecurityScheme Bearer(JwtTokenType tokenType) => new()
    {
        Type = SecuritySchemeType.Http,
        Scheme = "bearer",
        BearerFormat = "JWT",
        Description = tokenType == JwtTokenType.Access ? "An access token." : "A refresh token.",
    };

    private static OpenApiSecurityScheme Cookie(string name) => new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = name };

    private OpenApiSecurityScheme PasswordFlow() => new()
    {
        Type = SecuritySchemeType.OAuth2,
        Flows = new OpenApiOAuthFlows
        {
            Password = new OpenApiOAuthFlow { TokenUrl = new Uri(options.TokenUrl!, UriKind.RelativeOrAbsolute), Scopes = new Dictionary<string, string>(StringComparer.Ordinal) },
        },
    };

    // What the keys of components consist of.
    private static string ToKey(string? name) => string.Concat((name ?? "").Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' ? character : '_'));

    private readonly record struct Part(string Id, string[] Names);
}
