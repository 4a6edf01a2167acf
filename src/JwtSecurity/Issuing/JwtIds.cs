using System.Security.Cryptography;

namespace JwtSecurity;

/// <summary>
/// Makes the <c>jti</c> of tokens (RFC 7519, section 4.1.7): a random UUID (RFC 9562, version 4), as fastapi-jwt writes it.
/// </summary>
/// <remarks>
/// The random bytes come from the system's generator, in batches: asking it costs more than signing a token. Each byte is used once, and
/// wiped, and each thread has its own batch.
/// </remarks>
internal static class JwtIds
{
    private const int IdBytes = 16;
    private const int BatchBytes = 64 * IdBytes;

    [ThreadStatic]
    private static byte[]? s_batch;

    [ThreadStatic]
    private static int s_used;

    public static Guid Create()
    {
        var batch = s_batch ??= new byte[BatchBytes];
        if (s_used % BatchBytes == 0)
        {
            RandomNumberGenerator.Fill(batch);
            s_used = 0;
        }

        var bytes = batch.AsSpan(s_used, IdBytes);
        s_used += IdBytes;
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        var id = new Guid(bytes, bigEndian: true);
        bytes.Clear();
        return id;
    }
}
