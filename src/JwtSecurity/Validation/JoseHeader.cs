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
            writer.WriteString("alg"u8, algorithm);
            writer.WriteString("typ"u8, "JWT"u8);
            writer.WriteString("kid"u8, keyId);
            writer.WriteEndObject();
        }

        return Encoding.ASCII.GetBytes(Base64Url.EncodeToString(json.WrittenSpan));
    }

    public static JwtValidationError? Read(ReadOnlySpan<byte> json, out JoseHeader header)
    {
        header = default;
        if (!StrictJson.IsWellFormed(json))
        {
            return JwtErrors.HeaderMalformed;
        }

        string? algorithm = null;
        string? keyId = null;
        var reader = StrictJson.CreateReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAlgorithm = reader.ValueTextEquals("alg"u8);
            var isKeyId = reader.ValueTextEquals("kid"u8);
            var isCritical = reader.ValueTextEquals("crit"u8);
            var isText = isAlgorithm || isKeyId || IsText(ref reader);
            reader.Read();

            if (isCritical)
            {
                // RFC 7515, 4.1.11: an extension that must be understood, and none is understood here.
                return JwtErrors.HeaderCritical;
            }

            if (isText)
            {
                // A member that comes twice means different things to different readers.
                if (reader.TokenType != JsonTokenType.String || (isAlgorithm && algorithm is not null) || (isKeyId && keyId is not null))
                {
                    return JwtErrors.HeaderMalformed;
                }

                if (isAlgorithm)
                {
                    algorithm = reader.GetString();
                }
                else if (isKeyId)
                {
                    keyId = reader.GetString();
                }
            }

            reader.Skip();
        }

        if (algorithm is null)
        {
            return JwtErrors.HeaderMalformed;
        }

        header = new JoseHeader(algorithm, keyId);
        return null;
    }

    // Not used, but texts by definition (RFC 7515, section 4.1; RFC 7516, section 4.1): of another type, the header is no JOSE header.
    private static bool IsText(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("typ"u8) || reader.ValueTextEquals("cty"u8) || reader.ValueTextEquals("x5t"u8)
        || reader.ValueTextEquals("zip"u8) || reader.ValueTextEquals("enc"u8);
}
