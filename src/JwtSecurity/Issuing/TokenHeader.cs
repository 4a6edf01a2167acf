using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// The header segment of a token that has members of its caller's own.
/// </summary>
internal static class TokenHeader
{
    private const string Type = "typ";

    // Base64url is no page: "at+jwt" may stand as it is.
    private static readonly JsonWriterOptions s_writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = StrictJson.MaximumDepth };

    // How a token is verified (RFC 7515, section 4.1; RFC 7797), that it is one of another kind (RFC 7516, section 4.1; RFC 7519, section 5.2).
    private static readonly FrozenSet<string> s_reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "alg", "kid", "crit", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "b64", "cty", "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c");

    /// <exception cref="ArgumentException">A member is reserved, or cannot be written.</exception>
    public static byte[] Encode(SigningKey key, IReadOnlyDictionary<string, object?> members, JsonSerializerOptions options, string parameterName)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, s_writerOptions))
        {
            writer.WriteStartObject();
            JoseHeader.WriteMembers(writer, key.Algorithm, TypeOf(members, parameterName), key.KeyId);
            foreach (var (name, value) in members.Where(member => member.Key != Type))
            {
                if (s_reserved.Contains(name))
                {
                    throw new ArgumentException($"The header member '{name}' is reserved: it says how a token is read. Give it another name.", parameterName);
                }

                writer.WritePropertyName(name);
                SubjectSerializer.Write(writer, value, options, parameterName);
            }

            writer.WriteEndObject();
        }

        return Encoding.ASCII.GetBytes(Base64Url.EncodeToString(json.WrittenSpan));
    }

    private static string TypeOf(IReadOnlyDictionary<string, object?> members, string parameterName) =>
        !members.TryGetValue(Type, out var type) ? JoseHeader.DefaultType
        : type is string { Length: > 0 } text ? text
        : throw new ArgumentException("The header member 'typ' must be a text that is not empty, for example \"at+jwt\" (RFC 7515, section 4.1.9).", parameterName);
}
