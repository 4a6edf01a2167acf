using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity;

/// <summary>
/// A key pair, or the public half of one. The public half verifies, also where the private one is at hand: that may live in a device.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "See KeyMaterial: it is never disposed.")]
internal sealed class KeyPairMaterial : KeyMaterial
{
    // The providers are held for the key's life, and pool what threads cannot share.
    private readonly AsymmetricSignatureProvider _verifier;
    private readonly AsymmetricSignatureProvider? _signer;

    public KeyPairMaterial(
        SigningAlgorithm algorithm,
        int signatureLength,
        IReadOnlyList<(string Name, string Value)> publicJwk,
        AsymmetricSecurityKey publicKey,
        AsymmetricSecurityKey? privateKey)
        : base(algorithm, signatureLength, Base64UrlEncoder.Encode(publicKey.ComputeJwkThumbprint()))
    {
        PublicJwk = publicJwk;
        _verifier = new AsymmetricSignatureProvider(publicKey, algorithm.Name, willCreateSignatures: false);
        _signer = privateKey is null ? null : new AsymmetricSignatureProvider(privateKey, algorithm.Name, willCreateSignatures: true);
        ThrowIfHalvesDiffer();
    }

    public override bool CanSign => _signer is not null;

    public override IReadOnlyList<(string Name, string Value)> PublicJwk { get; }

    protected override bool TrySign(ReadOnlySpan<byte> signingInput, Span<byte> signature, out int written) =>
        _signer!.Sign(signingInput, signature, out written);

    // The provider takes arrays. Where the length is a power of two, as for RSA and ES256, the one from the pool fits, and is not copied again.
    protected override bool VerifyWhole(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        var input = ArrayPool<byte>.Shared.Rent(signingInput.Length);
        var exact = ArrayPool<byte>.Shared.Rent(signature.Length);
        try
        {
            signingInput.CopyTo(input);
            signature.CopyTo(exact);
            return _verifier.Verify(input, 0, signingInput.Length, exact, 0, signature.Length);
        }
        catch (CryptographicException)
        {
            // Some platforms throw at numbers that no signature can have, where others say that it does not match.
            return false;
        }
        finally
        {
            // What lies in the pool must not be a token.
            input.AsSpan(0, signingInput.Length).Clear();
            exact.AsSpan(0, signature.Length).Clear();
            ArrayPool<byte>.Shared.Return(input);
            ArrayPool<byte>.Shared.Return(exact);
        }
    }

    // At the start, not at the first login: a private key that belongs to another public one, or that this process may not use.
    private void ThrowIfHalvesDiffer()
    {
        if (_signer is null)
        {
            return;
        }

        Span<byte> signature = stackalloc byte[SignatureLength];
        Sign("a test"u8, signature);
        if (!Verify("a test"u8, signature))
        {
            throw new CryptographicException("The private key does not belong to the public one beside it.");
        }
    }
}
