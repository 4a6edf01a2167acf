using System.Text;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// The further claims of a session's tokens, as the store keeps them: one JSON object.
/// </summary>
internal static class StoredClaims
{
    /// <summary>Writes claims; none become <see langword="null"/>.</summary>
    public static string? Write(IReadOnlyDictionary<string, object?>? claims, JsonSerializerOptions options)
    {
        if (claims is null || claims.Count == 0)
        {
            return null;
        }

        using var writer = PayloadWriter.Rent();
        writer.Json.WriteStartObject();
        foreach (var (name, value) in claims)
        {
            writer.Json.WritePropertyName(name);
            SubjectSerializer.Write(writer.Json, value, options, "details");
        }

        writer.Json.WriteEndObject();
        writer.Json.Flush();
        return Encoding.UTF8.GetString(writer.Written);
    }

    /// <summary>What a token is created with, to carry them.</summary>
    public static JwtTokenDetails? Read(string? claims) => claims is null ? null : new JwtTokenDetails
    {
        Claims = JsonElement.Parse(claims).EnumerateObject().ToDictionary(claim => claim.Name, claim => (object?)claim.Value, StringComparer.Ordinal),
    };
}
