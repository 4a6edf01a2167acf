using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity;

/// <summary>
/// A shared secret (RFC 7518, section 3.2).
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "See KeyMaterial: it is never disposed.")]
internal sealed class SecretKeyMaterial : KeyMaterial
{
    public const string HowToMakeASecret = "`openssl rand -base64 48` prints a good one.";

    /// <summary>What to do with PEM text that was taken for a secret.</summary>
    public const string WhereKeysGo = "If it holds a public key, anybody can sign with it as a secret. RSA and EC keys go into SigningKeys: options.SigningKeys.Add(SigningKey.FromPem(…)), or SigningKeys:0:PemFile in configuration.";

    private readonly SymmetricSignatureProvider _provider;

    // The provider is held for the key's life: its HMAC instances are keyed once and pooled inside.
    private SecretKeyMaterial(SigningAlgorithm algorithm, byte[] padded, string thumbprint)
        : base(algorithm, algorithm.HashBytes, thumbprint) =>
        _provider = new SymmetricSignatureProvider(new HeldKey(padded), algorithm.Name, willCreateSignatures: true);

    public override bool CanSign => true;

    public override IReadOnlyList<(string Name, string Value)>? PublicJwk => null;

    public static SecretKeyMaterial Create(ReadOnlySpan<byte> secret, SigningAlgorithm algorithm)
    {
        var key = secret.ToArray();
        var thumbprint = Base64UrlEncoder.Encode(new SymmetricSecurityKey(key).ComputeJwkThumbprint());

        // RFC 2104: an HMAC key shorter than the hash's block is filled up with zeros, so filling it up here changes no signature.
        if (key.Length < algorithm.HashBytes)
        {
            Array.Resize(ref key, algorithm.HashBytes);
        }

        return new SecretKeyMaterial(algorithm, key, thumbprint);
    }

    /// <summary>Whether it is a key as text, which is no secret if it is a public one, the oldest way to forge tokens (RFC 8725, section 2.1).</summary>
    public static bool IsPem(ReadOnlySpan<byte> secret) => secret.IndexOf("-----BEGIN "u8) >= 0;

    protected override bool TrySign(ReadOnlySpan<byte> signingInput, Span<byte> signature, out int written) =>
        _provider.Sign(signingInput, signature, out written);

    protected override bool VerifyWhole(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[SignatureLength];
        Sign(signingInput, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    // The provider asks for the key at every signature, and the base class answers with a copy: garbage, and a secret in it.
    private sealed class HeldKey : SymmetricSecurityKey
    {
        private readonly byte[] _key;

        public HeldKey(byte[] key)
            : base(key) =>
            _key = key;

        public override byte[] Key => _key;
    }
}
