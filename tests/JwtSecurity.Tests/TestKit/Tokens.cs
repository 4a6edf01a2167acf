using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JwtSecurity.Tests.TestKit;

/// <summary>Makes tokens by hand, good and bad, with nothing of the library under test.</summary>
internal static class Tokens
{
    public const string Header = """{"alg":"HS256","typ":"JWT"}""";

    /// <summary>A payload as fastapi-jwt writes it, with members changed or, where the value is null, left out.</summary>
    public static string Payload(DateTimeOffset now, string type = "access", params (string Name, object? Value)[] changes)
    {
        var claims = new Dictionary<string, object?>
        {
            ["subject"] = new Dictionary<string, object?> { ["username"] = "ada", ["role"] = "admin" },
            ["type"] = type,
            ["exp"] = now.ToUnixTimeSeconds() + 900,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["jti"] = "0b9d1f6e-4f0c-4c0f-9b1e-000000000001",
        };
        foreach (var (name, value) in changes)
        {
            claims[name] = value;
        }

        return JsonSerializer.Serialize(claims.Where(claim => claim.Value is not null).ToDictionary());
    }

    public static string Sign(string payload, string header = Header, string secret = TestApp.Secret, string algorithm = "HS256") =>
        Sign(Encoding.UTF8.GetBytes(payload), Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(secret), algorithm);

    public static string Sign(byte[] payload, byte[] header, byte[] secret, string algorithm = "HS256")
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var input = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm switch
        {
            "HS384" => HMACSHA384.HashData(secret, input),
            "HS512" => HMACSHA512.HashData(secret, input),
            _ => HMACSHA256.HashData(secret, input),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Signed with a pair of RSA or EC keys.</summary>
    public static string Sign(string payload, string header, AsymmetricAlgorithm pair, string algorithm)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(KeyPairs.Sign(pair, Encoding.ASCII.GetBytes(signed), algorithm))}";
    }

    public static JsonElement ReadPayload(string token) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;

    public static JsonElement ReadHeader(string token) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[0])).RootElement;
}
