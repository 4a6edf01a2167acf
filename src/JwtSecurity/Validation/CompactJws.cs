using System.Buffers;

namespace JwtSecurity;

/// <summary>
/// The shape of a token: three segments of base64url, separated by dots (RFC 7515, section 7.1).
/// </summary>
internal readonly ref struct CompactJws
{
    /// <summary>The most characters a token may have; a header could carry no more anyway.</summary>
    public const int MaximumLength = 16 * 1024;

    // Base64Url.DecodeFromUtf8 also takes padding and white space. One token must have one spelling, or a cache and a
    // revocation list would know it under one of its names only.
    private static readonly SearchValues<char> s_alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private CompactJws(int headerLength, int payloadLength)
    {
        HeaderLength = headerLength;
        PayloadLength = payloadLength;
    }

    public int HeaderLength { get; }

    public int PayloadLength { get; }

    /// <summary>Where the signature's segment begins; what stands before its dot is signed.</summary>
    public int SignatureStart => HeaderLength + PayloadLength + 2;

    /// <summary>Whether the text has the characters of base64url alone, which is not yet to say that it can be decoded.</summary>
    public static bool IsBase64Url(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_alphabet);

    public static bool TryRead(ReadOnlySpan<char> token, out CompactJws jws)
    {
        jws = default;
        if (token.Length > MaximumLength)
        {
            return false;
        }

        // Any character outside the alphabet ends a segment, so a fourth dot is as wrong as a space.
        var header = token.IndexOfAnyExcept(s_alphabet);
        if (header <= 0 || token[header] != '.')
        {
            return false;
        }

        var rest = token[(header + 1)..];
        var payload = rest.IndexOfAnyExcept(s_alphabet);
        if (payload <= 0 || rest[payload] != '.')
        {
            return false;
        }

        var signature = rest[(payload + 1)..];
        if (signature.IsEmpty || signature.ContainsAnyExcept(s_alphabet))
        {
            return false;
        }

        jws = new CompactJws(header, payload);
        return true;
    }
}
