using System.Security.Cryptography;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Draws the numbers that tell one write of a session from every other.
/// </summary>
internal static class Stamps
{
    public static long Next() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
}
