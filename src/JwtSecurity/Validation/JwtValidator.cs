using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace JwtSecurity;

/// <summary>
/// Validates a token: what it is by itself, before revocation and CSRF are asked. Failures are values; nothing throws.
/// </summary>
internal static class JwtValidator
{
    private const int StackLimit = 1024;

    // The characters that a signature with the largest RSA key has.
    private const int SignatureLimit = ((RsaKey.MaximumBits / 8 * 4) + 2) / 3;

    /// <summary>Validates a token of the settings' type.</summary>
    /// <remarks>
    /// The order is part of the security contract: nothing in the header chooses how it is checked, nothing in the payload is
    /// looked at before the signature is known to be right, and no claim is believed before all are well-formed.
    /// </remarks>
    /// <param name="token">The token's text.</param>
    /// <param name="settings">What it has to be.</param>
    /// <param name="validated">The token, where there is no error.</param>
    /// <param name="acceptExpired">Whether its time may have come: for whoever gives it back.</param>
    public static JwtValidationError? Validate(ReadOnlySpan<char> token, JwtSchemeSettings settings, out ValidatedToken? validated, bool acceptExpired = false)
    {
        validated = null;

        // 1. Shape: three segments of base64url, in one spelling, not too long.
        if (!CompactJws.TryRead(token, out var jws))
        {
            return JwtErrors.TokenMalformed;
        }

        byte[]? rented = null;
        var utf8 = token.Length <= StackLimit ? stackalloc byte[token.Length] : (rented = ArrayPool<byte>.Shared.Rent(token.Length)).AsSpan(0, token.Length);
        try
        {
            Encoding.ASCII.GetBytes(token, utf8);

            // 2. to 4. Header, key, signature (RFC 7515, section 5.2).
            if (CheckSignature(utf8, jws, settings.Keys) is { } signatureError)
            {
                return signatureError;
            }

            // 5. The payload's form: an object, each registered claim once, of the right type and range.
            var json = new byte[Base64Url.GetMaxDecodedLength(jws.PayloadLength)];
            if (!TryDecode(utf8.Slice(jws.HeaderLength + 1, jws.PayloadLength), json, out var length))
            {
                return JwtErrors.TokenMalformed;
            }

            if (JwtPayload.Read(json.AsSpan(0, length), settings.Dialect, out var payload) is { } payloadError)
            {
                return payloadError;
            }

            // 6. What the claims say.
            if (CheckClaims(payload, settings, acceptExpired) is { } claimError)
            {
                return claimError;
            }

            validated = new ValidatedToken(json.AsMemory(0, length), settings.Kind.TokenType, payload, settings.Dialect);
            return null;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    /// <summary>Steps 2 to 4: who signed this, and is it unchanged?</summary>
    internal static JwtValidationError? CheckSignature(ReadOnlySpan<byte> token, CompactJws jws, SigningKeyRing keys)
    {
        if (FindKeys(token[..jws.HeaderLength], keys, out var candidates) is { } error)
        {
            return error;
        }

        // 4. Signature. Decoding refuses bits that no byte holds: "QQ" and "QR" must not be two names of one signature.
        var encoded = token[jws.SignatureStart..];
        var signature = (stackalloc byte[Base64Url.GetMaxDecodedLength(Math.Min(encoded.Length, SignatureLimit))]);
        if (encoded.Length > SignatureLimit || !TryDecode(encoded, signature, out var length))
        {
            return JwtErrors.TokenMalformed;
        }

        foreach (var key in candidates)
        {
            if (key.Verify(token[..(jws.SignatureStart - 1)], signature[..length]))
            {
                return null;
            }
        }

        return JwtErrors.SignatureInvalid;
    }

    /// <summary>What a token whose key is not known names as its key: read once more, by those few who look for it.</summary>
    public static string? ReadKeyId(ReadOnlySpan<char> token)
    {
        if (!CompactJws.TryRead(token, out var jws))
        {
            return null;
        }

        var encoded = new byte[jws.HeaderLength];
        Encoding.ASCII.GetBytes(token[..jws.HeaderLength], encoded);
        var json = new byte[Base64Url.GetMaxDecodedLength(encoded.Length)];
        return TryDecode(encoded, json, out var length) && JoseHeader.Read(json.AsSpan(0, length), out var header) is null ? header.KeyId : null;
    }

    private static JwtValidationError? FindKeys(ReadOnlySpan<byte> headerSegment, SigningKeyRing keys, out ReadOnlySpan<SigningKey> candidates)
    {
        // A header we wrote ourselves says nothing new.
        candidates = keys.FindByHeader(headerSegment);
        if (!candidates.IsEmpty)
        {
            return null;
        }

        // 2. JOSE header: one JSON object, an algorithm that is ours, nothing critical that we do not know.
        byte[]? rented = null;
        var maximum = Base64Url.GetMaxDecodedLength(headerSegment.Length);
        var json = maximum <= StackLimit ? stackalloc byte[maximum] : (rented = ArrayPool<byte>.Shared.Rent(maximum));
        try
        {
            if (!TryDecode(headerSegment, json, out var length))
            {
                return JwtErrors.TokenMalformed;
            }

            if (JoseHeader.Read(json[..length], out var header) is { } error)
            {
                return error;
            }

            candidates = keys.FindByAlgorithm(header.Algorithm);
            if (candidates.IsEmpty)
            {
                return MayComeLater(header, keys) ? JwtErrors.KeyUnknown : JwtErrors.AlgorithmNotAllowed;
            }

            // 3. Key: the one named, by its own algorithm and no other; where none is named, those that it can be.
            return header.KeyId is { } keyId ? FindKey(keyId, header.Algorithm, keys, out candidates) : null;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    // The first key of its algorithm may still come, where keys come from elsewhere; but not one that is there, and has another.
    private static bool MayComeLater(JoseHeader header, SigningKeyRing keys) =>
        keys.MayGrow && SigningAlgorithm.Find(header.Algorithm) is not null && (header.KeyId is null || keys.FindById(header.KeyId).IsEmpty);

    private static JwtValidationError? FindKey(string keyId, string algorithm, SigningKeyRing keys, out ReadOnlySpan<SigningKey> found)
    {
        found = keys.FindById(keyId);
        return found.IsEmpty ? JwtErrors.KeyUnknown
            : found[0].Algorithm != algorithm ? JwtErrors.AlgorithmNotAllowed
            : null;
    }

    private static JwtValidationError? CheckClaims(JwtPayload payload, JwtSchemeSettings settings, bool acceptExpired)
    {
        // The type first: a refresh token at an access endpoint is a mistake to name, whatever else it is (RFC 8725, 3.11).
        var expected = settings.Kind.TokenType;
        if (payload.Type != expected)
        {
            return JwtErrors.WrongType(expected);
        }

        var options = settings.Options;
        if (options.Issuer is { } issuer && payload.Issuer != issuer)
        {
            return JwtErrors.IssuerInvalid;
        }

        if (options.Audiences.Count > 0 && !payload.Audiences.Any(options.Audiences.Contains))
        {
            return JwtErrors.AudienceInvalid;
        }

        // RFC 7519, 4.1.4: on or after "exp" a token is refused. "iat" is not compared with the clock: a node that is a second
        // ahead would lock its users out of the others.
        var now = settings.TimeProvider.GetUtcNow();
        if (!acceptExpired && NumericDate.HasCome(payload.ExpiresAt, now, options.Leeway))
        {
            return JwtErrors.TokenExpired;
        }

        return payload.NotBefore is { } notBefore && !NumericDate.HasCome(notBefore, now, -options.Leeway) ? JwtErrors.TokenNotYetValid : null;
    }

    internal static bool TryDecode(ReadOnlySpan<byte> segment, Span<byte> destination, out int length) =>
        Base64Url.DecodeFromUtf8(segment, destination, out _, out length) == OperationStatus.Done;
}
