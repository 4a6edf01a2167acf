using System.Text;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// The further claims of a session's tokens, as the store keeps them: one JSON object. With them stands when its user logged in, which every token says again.
/// </summary>
internal static class StoredClaims
{
    private const string AuthTime = "auth_time";
    private const string Fresh = "fresh";

    /// <summary>Writes what is kept; nothing becomes <see langword="null"/>.</summary>
    /// <param name="claims">The further claims.</param>
    /// <param name="authTime">When the user logged in; <see langword="null"/> where nobody knows.</param>
    /// <param name="isNoLogin">Whether the session began without a login, so that no token of it is ever fresh.</param>
    /// <param name="settings">Those of the scheme that writes the tokens.</param>
    public static string? Write(IReadOnlyDictionary<string, object?>? claims, DateTimeOffset? authTime, bool isNoLogin, JwtSchemeSettings settings)
    {
        if (claims is null or { Count: 0 } && authTime is null && !isNoLogin)
        {
            return null;
        }

        using var writer = PayloadWriter.Rent();
        writer.Json.WriteStartObject();
        foreach (var (name, value) in claims ?? new Dictionary<string, object?>())
        {
            ReservedClaims.ThrowIfContains(name, settings.Dialect, "details");
            writer.Json.WritePropertyName(name);
            SubjectSerializer.Write(writer.Json, value, settings.SubjectSerializerOptions, "details");
        }

        if (authTime is not null)
        {
            writer.Json.WriteNumber(AuthTime, authTime.Value.ToUnixTimeSeconds());
        }

        if (isNoLogin)
        {
            writer.Json.WriteBoolean(Fresh, false);
        }

        writer.Json.WriteEndObject();
        writer.Json.Flush();
        return Encoding.UTF8.GetString(writer.Written);
    }

    /// <summary>What a token is created with, to carry them.</summary>
    /// <param name="claims">What was kept.</param>
    /// <param name="fresh">What the token says of itself; where the session began without a login, it is not fresh.</param>
    public static JwtTokenDetails? Read(string? claims, bool? fresh = null)
    {
        if (claims is null)
        {
            return fresh is null ? null : new JwtTokenDetails { Fresh = fresh };
        }

        var kept = JsonElement.Parse(claims);
        return new JwtTokenDetails
        {
            Claims = kept.EnumerateObject().Where(claim => claim.Name is not (AuthTime or Fresh)).ToDictionary(claim => claim.Name, claim => (object?)claim.Value, StringComparer.Ordinal),
            AuthTime = kept.TryGetProperty(AuthTime, out var authTime) ? NumericDate.Read(authTime) : null,
            Fresh = kept.TryGetProperty(Fresh, out _) ? false : fresh,
        };
    }
}
