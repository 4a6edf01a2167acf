using System.Buffers.Text;
using System.Text.Json;

namespace JwtSecurity.Testing;

/// <summary>
/// Reads what a token says, without validating it.
/// </summary>
internal static class TokenText
{
    /// <summary>The key that signed a token of the application's own.</summary>
    public static (string Algorithm, string KeyId) ReadKey(string token)
    {
        var header = JsonElement.Parse(Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.'))));
        return (header.GetProperty("alg").GetString()!, header.GetProperty("kid").GetString()!);
    }

    /// <summary>What an unsafe request has to repeat; <see langword="null"/> where the text says nothing of it, or is no token at all.</summary>
    public static string? ReadCsrf(string token)
    {
        if (token.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload))
        {
            return null;
        }

        try
        {
            var claims = JsonElement.Parse(Base64Url.DecodeFromChars(payload));
            return claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty("csrf", out var csrf) ? csrf.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
