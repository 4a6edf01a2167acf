using System.Text.Json;
using System.Text.Unicode;

namespace JwtSecurity;

/// <summary>
/// JSON as RFC 8259 has it, and nothing beyond: valid UTF-8, one object, no half surrogates in any string.
/// </summary>
internal static class StrictJson
{
    /// <summary>How deep a payload may nest, itself included: what every reader of .NET takes by default.</summary>
    public const int MaximumDepth = 64;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaximumDepth };

    public static Utf8JsonReader CreateReader(ReadOnlySpan<byte> json) => new(json, s_options);

    /// <summary>Whether the text is one well-formed JSON object, whose strings can all be read without an exception.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        var reader = CreateReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !HasWholeSurrogates(reader.ValueSpan))
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            // The reader has no other way to say that the text is no JSON.
            return false;
        }
    }

    // "\ud800" alone passes the reader and throws when the string is read.
    private static bool HasWholeSurrogates(ReadOnlySpan<byte> escaped)
    {
        var expectsLow = false;
        for (var i = 0; i < escaped.Length; i++)
        {
            var isEscape = escaped[i] == '\\';
            if (isEscape && escaped[i + 1] == 'u')
            {
                var unit = (char)Convert.ToUInt16(System.Text.Encoding.ASCII.GetString(escaped.Slice(i + 2, 4)), 16);
                if (char.IsLowSurrogate(unit) != expectsLow)
                {
                    return false;
                }

                expectsLow = char.IsHighSurrogate(unit);
                i += 5;
                continue;
            }

            if (expectsLow)
            {
                return false;
            }

            i += isEscape ? 1 : 0;
        }

        return !expectsLow;
    }
}
