using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Reads a key from a JSON Web Key (RFC 7517): public or private, RSA or EC.
/// </summary>
internal static class JsonWebKeyReader
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>The key, and the <c>kid</c> it brings along.</summary>
    public static (KeyMaterial Material, string? KeyId, bool CanSign) Read(string json, string? algorithm)
    {
        using var document = TryParse(json)
            ?? throw new CryptographicException("The text is no JSON Web Key: it is no JSON, or has a member twice.");
        var jwk = document.RootElement;
        if (jwk.ValueKind != JsonValueKind.Object || jwk.TryGetProperty("keys", out _))
        {
            throw new CryptographicException("The text is no JSON Web Key. It must be one JSON object with a 'kty'; of a set, take one of its 'keys'.");
        }

        var isPrivate = jwk.TryGetProperty("d", out _);
        ThrowIfNotForSignatures(jwk);
        var maySign = MaySign(jwk, isPrivate);
        var material = Text(jwk, "kty") switch
        {
            "RSA" => ReadRsa(jwk, isPrivate, Algorithm(jwk, algorithm)),
            "EC" => ReadEllipticCurve(jwk, isPrivate, Algorithm(jwk, algorithm)),
            "oct" => throw new CryptographicException($"The JSON Web Key is a secret ('kty' is 'oct'). Use {nameof(SigningKey)}.{nameof(SigningKey.FromSecret)} with the bytes of its 'k'."),
            _ => throw new CryptographicException("The JSON Web Key's 'kty' is neither 'RSA' nor 'EC'."),
        };
        return (material, Text(jwk, "kid"), isPrivate && maySign);
    }

    // Without what the parser says of it: it may quote the text.
    private static JsonDocument? TryParse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, s_strict);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // RFC 7517, 4.4: the key says what it is used with, and nobody else decides.
    private static string? Algorithm(JsonElement jwk, string? algorithm)
    {
        var own = Text(jwk, "alg");
        return own is null || algorithm is null || own == algorithm
            ? own ?? algorithm
            : throw new ArgumentException($"The JSON Web Key's 'alg' is '{own}', and '{algorithm}' was asked for. Leave the algorithm out.", nameof(algorithm));
    }

    // RFC 7517, 4.2.
    private static void ThrowIfNotForSignatures(JsonElement jwk)
    {
        if (Text(jwk, "use") is { } use && use != "sig")
        {
            throw new CryptographicException("The JSON Web Key's 'use' is not 'sig': it is no key for signatures.");
        }
    }

    // RFC 7517, 4.3. A private key that may sign verifies, too: its public half may be given to anybody.
    private static bool MaySign(JsonElement jwk, bool isPrivate)
    {
        if (!jwk.TryGetProperty("key_ops", out var element))
        {
            return true;
        }

        var operations = element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Select(TextOrNull).ToArray() : [];
        var maySign = operations.Contains("sign", StringComparer.Ordinal);
        var fits = operations.All(each => each is "sign" or "verify") && (operations.Contains("verify", StringComparer.Ordinal) || (maySign && isPrivate));
        return fits ? maySign
            : throw new CryptographicException("The JSON Web Key's 'key_ops' do not fit. Of a key for signatures they are 'verify', of a private one 'sign', and nothing else.");
    }

    private static KeyMaterial ReadRsa(JsonElement jwk, bool isPrivate, string? algorithm)
    {
        var parameters = new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") };
        if (isPrivate)
        {
            if (jwk.TryGetProperty("oth", out _))
            {
                throw new CryptographicException("The JSON Web Key has more than two primes ('oth'). Make a new key.");
            }

            // Numbers, which may come with leading zeros or without; .NET wants them as long as the modulus, or as half of it.
            var length = parameters.Modulus.Length;
            var half = (length + 1) / 2;
            parameters.D = Fill(Bytes(jwk, "d"), length);
            parameters.P = Fill(Bytes(jwk, "p"), half);
            parameters.Q = Fill(Bytes(jwk, "q"), half);
            parameters.DP = Fill(Bytes(jwk, "dp"), half);
            parameters.DQ = Fill(Bytes(jwk, "dq"), half);
            parameters.InverseQ = Fill(Bytes(jwk, "qi"), half);
        }

        // Here, too: what makes no good key is named as that, whatever the platform says when it meets it.
        RsaKey.ThrowIfWeak(parameters);
        return RsaKey.Create(Import(() => RSA.Create(parameters)), isPrivate, algorithm);
    }

    private static KeyMaterial ReadEllipticCurve(JsonElement jwk, bool isPrivate, string? algorithm)
    {
        var curve = NamedCurve.Find(Text(jwk, "crv"))
            ?? throw new CryptographicException($"The JSON Web Key's 'crv' is none of {NamedCurve.Names}.");
        var parameters = new ECParameters
        {
            Curve = curve.Curve,
            Q = new ECPoint { X = Coordinate(jwk, "x", curve), Y = Coordinate(jwk, "y", curve) },
            D = isPrivate ? Coordinate(jwk, "d", curve) : null,
        };
        return EllipticCurveKey.Create(Import(() => ECDsa.Create(parameters)), isPrivate, algorithm);
    }

    private static T Import<T>(Func<T> create)
    {
        try
        {
            return create();
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException("The JSON Web Key's numbers make no key: some are damaged, or do not belong together.", exception);
        }
    }

    // RFC 7518, 6.2.1.2: the length of the field, leading zeros included.
    private static byte[] Coordinate(JsonElement jwk, string name, NamedCurve curve)
    {
        var bytes = Bytes(jwk, name);
        return bytes.Length == curve.CoordinateBytes ? bytes
            : throw new CryptographicException($"The JSON Web Key's '{name}' has not the {curve.CoordinateBytes} bytes that {curve.Name} asks for.");
    }

    private static byte[] Bytes(JsonElement jwk, string name)
    {
        var text = Text(jwk, name) ?? throw new CryptographicException($"The JSON Web Key has no '{name}'.");
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return CompactJws.IsBase64Url(text) && Base64Url.DecodeFromChars(text, bytes, out _, out var length) == OperationStatus.Done ? bytes[..length]
            : throw new CryptographicException($"The JSON Web Key's '{name}' is no base64url.");
    }

    private static byte[] Fill(byte[] number, int length)
    {
        var digits = number.AsSpan().TrimStart((byte)0);
        var filled = new byte[Math.Max(length, digits.Length)];
        digits.CopyTo(filled.AsSpan(filled.Length - digits.Length));
        return filled;
    }

    private static string? Text(JsonElement jwk, string name) =>
        !jwk.TryGetProperty(name, out var value) ? null
        : TextOrNull(value) ?? throw new CryptographicException($"The JSON Web Key's '{name}' is no text.");

    private static string? TextOrNull(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which no text can hold.
            return null;
        }
    }
}
