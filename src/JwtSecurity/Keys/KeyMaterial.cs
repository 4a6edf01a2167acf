using System.Security.Cryptography;

namespace JwtSecurity;

/// <summary>
/// What signs and verifies: a secret, or a key pair. It belongs to one algorithm, works for many threads at once, and is never disposed:
/// a request may be using it when a reload replaces it, and nothing unmanaged outlives its collection.
/// </summary>
internal abstract class KeyMaterial(SigningAlgorithm algorithm, int signatureLength, string thumbprint)
{
    public SigningAlgorithm Algorithm => algorithm;

    public int SignatureLength => signatureLength;

    /// <summary>What tells keys apart (RFC 7638), the same on every node, and from which nothing can be learnt about a secret that cannot be guessed.</summary>
    public string Thumbprint => thumbprint;

    public abstract bool CanSign { get; }

    /// <summary>The members of the public key as a JWK, <c>kty</c> first; <see langword="null"/> for a secret, which has no public part.</summary>
    public abstract IReadOnlyList<(string Name, string Value)>? PublicJwk { get; }

    /// <summary>Writes the signature of <paramref name="signingInput"/>, <see cref="SignatureLength"/> bytes.</summary>
    public void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature)
    {
        if (!TrySign(signingInput, signature, out var written) || written != SignatureLength)
        {
            throw new CryptographicException($"Signing with {Algorithm.Name} failed.");
        }
    }

    /// <summary>Whether the signature is right. Of a wrong length, it is wrong: an ECDSA signature is two numbers of fixed length (RFC 7518, section 3.4).</summary>
    public bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength && VerifyWhole(signingInput, signature);

    protected abstract bool TrySign(ReadOnlySpan<byte> signingInput, Span<byte> signature, out int written);

    protected abstract bool VerifyWhole(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);
}
