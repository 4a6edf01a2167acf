using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace JwtSecurity;

/// <summary>
/// JSON as RFC 8259 has it, and nothing beyond: valid UTF-8, no half surrogates in any string.
/// </summary>
internal static class StrictJson
{
    /// <summary>How deep a payload may nest, itself included: what every reader of .NET takes by default.</summary>
    public const int MaximumDepth = 64;

    private static readonly JsonReaderOptions s_readerOptions = new() { MaxDepth = MaximumDepth };

    /// <summary>A reader that stands before the text. It throws <see cref="JsonException"/> where the text is no JSON.</summary>
    public static Utf8JsonReader CreateReader(ReadOnlySpan<byte> json) => new(json, s_readerOptions);

    public static bool IsValidUtf8(ReadOnlySpan<byte> json) => Utf8.IsValid(json);

    /// <summary>Whether the string or name the reader is at can be read: "\ud800" alone passes the reader and throws when it is.</summary>
    public static bool IsReadable(ref Utf8JsonReader reader) =>
        !reader.ValueIsEscaped || HasWholeSurrogates(reader.ValueSpan);

    private static bool HasWholeSurrogates(ReadOnlySpan<byte> escaped)
    {
        var expectsLow = false;
        for (var i = 0; i < escaped.Length; i++)
        {
            var isEscape = escaped[i] == '\\';
            if (isEscape && escaped[i + 1] == 'u')
            {
                _ = Utf8Parser.TryParse(escaped.Slice(i + 2, 4), out ushort unit, out _, 'x');
                if (char.IsLowSurrogate((char)unit) != expectsLow)
                {
                    return false;
                }

                expectsLow = char.IsHighSurrogate((char)unit);
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
