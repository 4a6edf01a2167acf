using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Writes the public part of a key as a JSON Web Key (RFC 7517, section 4).
/// </summary>
internal static class JsonWebKeyWriter
{
    public static string Write(IReadOnlyList<(string Name, string Value)> publicKey, string keyId, string algorithm)
    {
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in publicKey)
            {
                writer.WriteString(name, value);
            }

            writer.WriteString("kid"u8, keyId);
            writer.WriteString("use"u8, "sig"u8);
            writer.WriteString("alg"u8, algorithm);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
