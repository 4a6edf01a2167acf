using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JwtSecurity;

/// <summary>
/// Writes a <see cref="TokenPair"/> with the field names of its dialect, and reads one with those of any built-in dialect.
/// </summary>
/// <remarks>Public because source-generated contexts create it. Applications have no use for it.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TokenPairConverter : JsonConverter<TokenPair>
{
    private static readonly TokenFields[] s_fields = [TokenFields.OAuth, TokenFields.SimpleJwt];

    /// <inheritdoc/>
    public override TokenPair Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = document.RootElement;
        foreach (var fields in s_fields)
        {
            if (TextIn(json, fields.Access) is { } access && TextIn(json, fields.Refresh) is { } refresh)
            {
                var pair = new TokenPair(access, refresh) { Fields = fields, ExpiresIn = NumberIn(json, fields.ExpiresIn) };
                return TextIn(json, fields.TokenType) is { } type ? pair with { TokenType = type } : pair;
            }
        }

        throw new JsonException("This is no pair of tokens: it has no access token and refresh token under the names of any dialect.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TokenPair value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        var fields = value.Fields;
        writer.WriteStartObject();
        writer.WriteString(fields.Access, value.AccessToken);
        writer.WriteString(fields.Refresh, value.RefreshToken);
        if (fields.TokenType is { } type)
        {
            writer.WriteString(type, value.TokenType);
        }

        if (fields.ExpiresIn is { } expiresIn && value.ExpiresIn is { } seconds)
        {
            writer.WriteNumber(expiresIn, seconds);
        }

        writer.WriteEndObject();
    }

    private static string? TextIn(JsonElement json, string? name) =>
        Find(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static long? NumberIn(JsonElement json, string? name) =>
        Find(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    private static JsonElement? Find(JsonElement json, string? name) =>
        name is not null && json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
