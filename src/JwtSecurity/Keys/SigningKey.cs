using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity;

/// <summary>
/// A key and the one algorithm it is used with (RFC 8725, section 3.1): signs, verifies, and knows the JOSE header its tokens carry.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A request may be using the key when a reload replaces it; disposing would break that request, and nothing unmanaged outlives collection.")]
internal sealed class SigningKey
{
    private readonly SignatureProvider _provider;

    private SigningKey(string algorithm, SymmetricSecurityKey key, string keyId)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        SignatureLength = HmacAlgorithm.Find(algorithm)!.HashBytes;

        // Held for the key's life: its HMAC instances are keyed once and pooled inside.
        _provider = new SymmetricSignatureProvider(key, algorithm, willCreateSignatures: true);
        HeaderSegment = JoseHeader.Encode(algorithm, keyId);
    }

    public string Algorithm { get; }

    /// <summary>The <c>kid</c> of its tokens: the JWK thumbprint (RFC 7638), so that two nodes with one secret agree on it.</summary>
    public string KeyId { get; }

    /// <summary>The first segment of every token this key signs, encoded.</summary>
    public byte[] HeaderSegment { get; }

    public int SignatureLength { get; }

    public static SigningKey FromSecret(JwtSchemeOptions options) =>
        FromSecret(Encoding.UTF8.GetBytes(options.SecretKey!), options.Algorithm);

    public static SigningKey FromSecret(byte[] secret, string algorithm, string? keyId = null)
    {
        keyId ??= Base64UrlEncoder.Encode(new SymmetricSecurityKey(secret).ComputeJwkThumbprint());

        // RFC 2104: an HMAC key shorter than the hash's block is filled up with zeros, so filling it up here changes no signature.
        var minimum = HmacAlgorithm.Find(algorithm)!.HashBytes;
        if (secret.Length < minimum)
        {
            Array.Resize(ref secret, minimum);
        }

        return new SigningKey(algorithm, new SymmetricSecurityKey(secret), keyId);
    }

    public static void Check(JwtSchemeOptions options, StartupFindings findings)
    {
        if (HmacAlgorithm.Find(options.Algorithm) is not { } algorithm)
        {
            findings.Add($"Algorithm is '{options.Algorithm}'. Set it to one of {HmacAlgorithm.Names}.");
            return;
        }

        if (string.IsNullOrEmpty(options.SecretKey))
        {
            findings.Add($"There is no key. Set SecretKey to a secret of {algorithm.HashBytes} bytes or more, for example from configuration: options.SecretKey = builder.Configuration[\"Jwt:SecretKey\"], "
                + $"with the environment variable Jwt__SecretKey or, after `dotnet user-secrets init`, `dotnet user-secrets set Jwt:SecretKey <secret>`. {HmacAlgorithm.HowToMakeASecret}");
            return;
        }

        if (IsShort(options) && !options.AllowShortSecretKey)
        {
            findings.Add($"SecretKey has {Encoding.UTF8.GetByteCount(options.SecretKey)} bytes, and {algorithm.Name} needs {algorithm.HashBytes} or more (RFC 7518, section 3.2). {HmacAlgorithm.HowToMakeASecret} "
                + "For a short secret that another service already uses, set AllowShortSecretKey.");
        }
    }

    /// <summary>Whether the secret is shorter than the hash, so that guessing it is easier than forging a signature (RFC 7518, section 3.2).</summary>
    public static bool IsShort(JwtSchemeOptions options) =>
        Encoding.UTF8.GetByteCount(options.SecretKey!) < HmacAlgorithm.Find(options.Algorithm)!.HashBytes;

    /// <summary>Writes the signature of <paramref name="signingInput"/>, <see cref="SignatureLength"/> bytes.</summary>
    public void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature)
    {
        if (!_provider.Sign(signingInput, signature, out var written) || written != SignatureLength)
        {
            throw new CryptographicException($"Signing with {Algorithm} failed.");
        }
    }

    public bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[SignatureLength];
        Sign(signingInput, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}
