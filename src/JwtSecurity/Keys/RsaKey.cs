using System.Numerics;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity;

/// <summary>
/// Makes key material of RSA keys, and refuses weak ones (RFC 7518, section 3.3).
/// </summary>
internal static class RsaKey
{
    public const int MinimumBits = 2048;
    public const int MaximumBits = 8192;

    private const string DefaultAlgorithm = "RS256";
    private const long LargestExponent = 1L << 33;

    public static KeyMaterial Create(RSA rsa, bool isPrivate, string? algorithm)
    {
        var used = SigningAlgorithm.Find(algorithm ?? DefaultAlgorithm, KeyType.Rsa)
            ?? throw new ArgumentException($"An RSA key is used with {SigningAlgorithm.Names(KeyType.Rsa)}, not with '{algorithm}'.", nameof(algorithm));
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        ThrowIfWeak(parameters);

        // Without leading zeros, so that one key has one thumbprint.
        var n = parameters.Modulus.AsSpan().TrimStart((byte)0).ToArray();
        var e = parameters.Exponent.AsSpan().TrimStart((byte)0).ToArray();
        var publicParameters = new RSAParameters { Modulus = n, Exponent = e };
        return new KeyPairMaterial(
            used,
            n.Length,
            [("kty", "RSA"), ("n", Base64UrlEncoder.Encode(n)), ("e", Base64UrlEncoder.Encode(e))],
            new RsaSecurityKey(RSA.Create(publicParameters)),
            isPrivate ? new RsaSecurityKey(rsa) : null);
    }

    /// <exception cref="CryptographicException">The public numbers are none of a good key.</exception>
    public static void ThrowIfWeak(RSAParameters parameters)
    {
        var modulus = new BigInteger(parameters.Modulus, isUnsigned: true, isBigEndian: true);
        var exponent = new BigInteger(parameters.Exponent, isUnsigned: true, isBigEndian: true);
        var bits = modulus.GetBitLength();
        if (bits is < MinimumBits or > MaximumBits)
        {
            throw new CryptographicException($"The RSA key has {bits} bits, and tokens are signed with {MinimumBits} to {MaximumBits} (RFC 7518, section 3.3). `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048` makes one.");
        }

        // An exponent of one signs nothing, an even one has no private key, and a huge one only makes verifying slow (BoringSSL draws the line there, too).
        if (modulus.IsEven || exponent.IsEven || exponent < 3 || exponent > LargestExponent)
        {
            throw new CryptographicException("The RSA key's public exponent or modulus is none that a good key has: the exponent is nearly always 65537. Make a new key.");
        }
    }
}
