using System.Security.Cryptography;
using System.Text;

namespace JwtSecurity;

/// <summary>
/// The identifiers that stores keep: of sessions, and of tokens in a length that a column has.
/// </summary>
internal static class SessionIds
{
    /// <summary>The longest identifier a store has to keep.</summary>
    public const int MaximumLength = 64;

    public static string Create() => JwtIds.Create().ToString();

    /// <summary>Whether a session can have it. One of which that is not true is not looked for.</summary>
    public static bool CanBe(string sessionId) => sessionId.Length <= MaximumLength && StorableText.Is(sessionId);

    /// <summary>
    /// A token's identifier as stores keep it. Ours are UUIDs; a caller of <c>CreateAccessToken</c> or another issuer may have chosen a longer one, or characters that are none to a database, and that is hashed.
    /// </summary>
    public static string Bounded(string jti) =>
        jti.Length <= MaximumLength && StorableText.Is(jti) ? jti : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(jti)));

    /// <summary>The session that a refresh token without one is taken into: always the same, so that it is taken into one only, by whatever node.</summary>
    public static string ForAdopted(string jti)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("a refresh token without a session: " + jti));

        // RFC 9562, section 5.8: a UUID whose bits are the application's own.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
