using System.Security.Cryptography;

namespace JwtSecurity;

/// <summary>
/// Makes the <c>jti</c> of tokens (RFC 7519, section 4.1.7): a random UUID (RFC 9562, version 4), as fastapi-jwt writes it.
/// </summary>
internal static class JwtIds
{
    public static string Create()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
