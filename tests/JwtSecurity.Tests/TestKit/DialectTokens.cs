using System.Text.Json;

namespace JwtSecurity.Tests.TestKit;

/// <summary>Payloads as the library behind each dialect writes them, with nothing of the library under test but the dialect's names.</summary>
internal static class DialectTokens
{
    public static readonly JwtDialect[] BuiltIn = [JwtDialect.FastApiJwt, JwtDialect.SimpleJwt, JwtDialect.FlaskJwtExtended];

    /// <summary>For theories, which take names.</summary>
    public static TheoryData<string> Names => [.. BuiltIn.Select(dialect => dialect.Name)];

    public static JwtDialect Named(string name) => BuiltIn.Single(dialect => dialect.Name == name);

    /// <summary>A payload with members changed or, where the value is null, left out.</summary>
    public static string Payload(string dialect, DateTimeOffset now, string type = "access", params (string Name, object? Value)[] changes)
    {
        var seconds = now.ToUnixTimeSeconds();
        var claims = dialect switch
        {
            "SimpleJwt" => new Dictionary<string, object?>
            {
                ["token_type"] = type,
                ["exp"] = seconds + 300,
                ["iat"] = seconds,
                ["jti"] = "0b9d1f6e4f0c4c0f9b1e000000000001",
                ["user_id"] = "7",
            },
            "FlaskJwtExtended" => new Dictionary<string, object?>
            {
                ["fresh"] = false,
                ["iat"] = seconds,
                ["jti"] = "0b9d1f6e-4f0c-4c0f-9b1e-000000000001",
                ["type"] = type,
                ["sub"] = "7",
                ["nbf"] = seconds,
                ["csrf"] = "0b9d1f6e-4f0c-4c0f-9b1e-000000000002",
                ["exp"] = seconds + 900,
            },
            _ => JsonSerializer.Deserialize<Dictionary<string, object?>>(Tokens.Payload(now, type))!,
        };
        foreach (var (name, value) in changes)
        {
            claims[name] = value;
        }

        return JsonSerializer.Serialize(claims.Where(claim => claim.Value is not null).ToDictionary());
    }

    /// <summary>A subject that names a user in every dialect.</summary>
    public static Dictionary<string, object?> Subject(params (string Name, object? Value)[] members)
    {
        var subject = new Dictionary<string, object?> { ["sub"] = "7", ["user_id"] = "7", ["username"] = "ada" };
        foreach (var (name, value) in members)
        {
            subject[name] = value;
        }

        return subject;
    }
}
