using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Writes the public parts of keys as JSON Web Keys (RFC 7517, sections 4 and 5).
/// </summary>
internal static class JsonWebKeyWriter
{
    /// <exception cref="InvalidOperationException">The key is a secret.</exception>
    public static string Write(SigningKey key) => Encoding.UTF8.GetString(Write(writer => Write(writer, key)));

    /// <exception cref="InvalidOperationException">One is a secret.</exception>
    public static byte[] WriteSet(IEnumerable<SigningKey> keys) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("keys"u8);
        foreach (var key in keys)
        {
            Write(writer, key);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json))
        {
            write(writer);
        }

        return json.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, SigningKey key)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in key.PublicPart)
        {
            writer.WriteString(name, value);
        }

        writer.WriteString("kid"u8, key.KeyId);
        writer.WriteString("use"u8, "sig"u8);
        writer.WriteString("alg"u8, key.Algorithm);
        writer.WriteEndObject();
    }
}
