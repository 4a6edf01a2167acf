using System.Runtime.InteropServices;

namespace JwtSecurity;

/// <summary>
/// Compares tokens whole, and hashes the end of them: the signature, which nobody without the key can choose.
/// </summary>
internal sealed class TokenTextComparer : IEqualityComparer<TokenText>, IAlternateEqualityComparer<ReadOnlySpan<char>, TokenText>
{
    public static readonly TokenTextComparer Instance = new();

    // Sixteen characters of base64url are 96 bits of signature.
    private const int HashedCharacters = 16;

    private TokenTextComparer()
    {
    }

    public bool Equals(TokenText x, TokenText y) => x.Span.SequenceEqual(y.Span);

    public int GetHashCode(TokenText token) => GetHashCode(token.Span);

    public bool Equals(ReadOnlySpan<char> alternate, TokenText other) => alternate.SequenceEqual(other.Span);

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

    public TokenText Create(ReadOnlySpan<char> alternate) => new(alternate.ToString(), 0, alternate.Length);
}
