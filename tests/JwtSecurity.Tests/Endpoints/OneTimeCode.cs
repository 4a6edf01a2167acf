using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JwtSecurity.Tests.Endpoints;

/// <summary>What an authenticator app shows (RFC 6238): Identity checks it by the machine's clock.</summary>
internal static class OneTimeCode
{
    /// <summary>The key of <see cref="Key"/> as Identity stores it, in base 32.</summary>
    public const string StoredKey = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private static byte[] Key => Encoding.ASCII.GetBytes("12345678901234567890");

    public static string Now() => At(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30);

    /// <summary>One of the codes that are not accepted now, nor in the minutes around.</summary>
    public static string Wrong()
    {
        var step = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30;
        var accepted = Enumerable.Range(-10, 21).Select(offset => At(step + offset)).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(0, 100).Select(code => code.ToString("D6", CultureInfo.InvariantCulture)).First(code => !accepted.Contains(code));
    }

    private static string At(long step)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What RFC 6238 has, and authenticator apps.
        var hash = HMACSHA1.HashData(Key, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
