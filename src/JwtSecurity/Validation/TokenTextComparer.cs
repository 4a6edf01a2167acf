using System.Runtime.InteropServices;

namespace JwtSecurity;

/// <summary>
/// Compares tokens whole, and hashes the end of them: the signature, which nobody without the key can choose.
/// </summary>
internal sealed class TokenTextComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
{
    public static readonly TokenTextComparer Instance = new();

    // Sixteen characters of base64url are 96 bits of signature.
    private const int HashedCharacters = 16;

    private TokenTextComparer()
    {
    }

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string token) => GetHashCode(token.AsSpan());

    public bool Equals(ReadOnlySpan<char> alternate, string other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<char> alternate)
    {
        var tail = MemoryMarshal.Cast<char, ulong>(alternate.Length > HashedCharacters ? alternate[^HashedCharacters..] : alternate);
        ulong hash = 0;
        foreach (var part in tail)
        {
            hash = (hash ^ part) * 0x9E3779B97F4A7C15;
        }

        return (int)(hash >> 32);
    }

    public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();
}
