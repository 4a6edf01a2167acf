namespace JwtSecurity;

/// <summary>
/// The keys of a scheme: the one that signs, and the ones that verify.
/// </summary>
internal sealed class SigningKeyRing(SigningKey key)
{
    /// <summary>The key new tokens are signed with.</summary>
    public SigningKey Current => key;

    /// <summary>Whether any key is used with this algorithm.</summary>
    public bool Allows(string algorithm) => key.Algorithm == algorithm;

    /// <summary>The key whose tokens begin with exactly this segment, which then needs no parsing.</summary>
    public SigningKey? FindByHeader(ReadOnlySpan<byte> headerSegment) =>
        headerSegment.SequenceEqual(key.HeaderSegment) ? key : null;

    /// <summary>The key a token names; one that names none, as fastapi-jwt's, is tried against the key there is.</summary>
    public SigningKey? FindById(string? keyId) => keyId is null || keyId == key.KeyId ? key : null;
}
