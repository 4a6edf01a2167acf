using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// The JOSE header (RFC 7515, section 4): of it, <c>alg</c> and <c>kid</c> are read, and nothing is believed.
/// </summary>
/// <remarks>
/// Keys and addresses of keys (<c>jwk</c>, <c>jku</c>, <c>x5c</c>, <c>x5u</c>) are not looked at: a token does not choose its own key.
/// </remarks>
internal readonly struct JoseHeader
{
    public const string DefaultType = "JWT";

    private JoseHeader(string algorithm, string? keyId)
    {
        Algorithm = algorithm;
        KeyId = keyId;
    }

    public string Algorithm { get; }

    public string? KeyId { get; }

    /// <summary>The header segment of tokens signed by a key.</summary>
    public static byte[] Encode(string algorithm, string keyId)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            WriteMembers(writer, algorithm, DefaultType, keyId);
            writer.WriteEndObject();
        }

        return Encoding.ASCII.GetBytes(Base64Url.EncodeToString(json.WrittenSpan));
    }

    /// <summary>What the header of every token has.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, string algorithm, string type, string keyId)
    {
        writer.WriteString("alg"u8, algorithm);
        writer.WriteString("typ"u8, type);
        writer.WriteString("kid"u8, keyId);
    }

    public static JwtValidationError? Read(ReadOnlySpan<byte> json, out JoseHeader header)
    {
        header = default;

        // Anybody can send a header, so what is obviously none is not worth the exception of the reader below.
        if (json is not [(byte)'{', .., (byte)'}'] && json.Trim(" \t\r\n"u8) is not [(byte)'{', .., (byte)'}'] || !StrictJson.IsValidUtf8(json))
        {
            return JwtErrors.HeaderMalformed;
        }

        try
        {
            return ReadObject(StrictJson.CreateReader(json), out header);
        }
        catch (JsonException)
        {
            return JwtErrors.HeaderMalformed;
        }
    }

    // To the end, whatever is found on the way: what is no JSON is named as that.
    private static JwtValidationError? ReadObject(Utf8JsonReader reader, out JoseHeader header)
    {
        header = default;
        string? algorithm = null;
        string? keyId = null;
        JwtValidationError? error = null;
        reader.Read();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && !StrictJson.IsReadable(ref reader))
            {
                return JwtErrors.HeaderMalformed;
            }

            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            // RFC 7515, 4.1.11: an extension that must be understood, and none is understood here.
            error ??= reader.ValueTextEquals("crit"u8) ? JwtErrors.HeaderCritical
                : reader.ValueTextEquals("alg"u8) ? ReadOnce(ref reader, ref algorithm)
                : reader.ValueTextEquals("kid"u8) ? ReadOnce(ref reader, ref keyId)
                : IsText(ref reader) ? ReadText(ref reader, out _)
                : null;
        }

        if (error is null && algorithm is null)
        {
            error = JwtErrors.HeaderMalformed;
        }

        header = new JoseHeader(algorithm!, keyId);
        return error;
    }

    // Not used, but texts by definition (RFC 7515, section 4.1; RFC 7516, section 4.1): of another type, the header is no JOSE header.
    private static bool IsText(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("typ"u8) || reader.ValueTextEquals("cty"u8) || reader.ValueTextEquals("x5t"u8)
        || reader.ValueTextEquals("zip"u8) || reader.ValueTextEquals("enc"u8);

    // A member that comes twice means different things to different readers.
    private static JwtValidationError? ReadOnce(ref Utf8JsonReader reader, ref string? text) =>
        text is null ? ReadText(ref reader, out text) : JwtErrors.HeaderMalformed;

    private static JwtValidationError? ReadText(ref Utf8JsonReader reader, out string? text)
    {
        text = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || !StrictJson.IsReadable(ref reader))
        {
            return JwtErrors.HeaderMalformed;
        }

        text = reader.GetString();
        return null;
    }
}
