namespace JwtSecurity;

/// <summary>
/// The algorithms that sign tokens (RFC 7518, section 3.1). A key is used with one of them, and a token with another is refused.
/// </summary>
/// <remarks>
/// <c>none</c> is no algorithm. EdDSA is missing because neither .NET 10 nor IdentityModel has public Ed25519 signatures.
/// </remarks>
internal sealed record SigningAlgorithm(string Name, KeyType KeyType, int HashBytes, NamedCurve? Curve = null)
{
    private static readonly SigningAlgorithm[] s_all =
    [
        new("HS256", KeyType.Secret, 32),
        new("HS384", KeyType.Secret, 48),
        new("HS512", KeyType.Secret, 64),
        new("RS256", KeyType.Rsa, 32),
        new("RS384", KeyType.Rsa, 48),
        new("RS512", KeyType.Rsa, 64),
        new("PS256", KeyType.Rsa, 32),
        new("PS384", KeyType.Rsa, 48),
        new("PS512", KeyType.Rsa, 64),
        new("ES256", KeyType.EllipticCurve, 32, NamedCurve.P256),
        new("ES384", KeyType.EllipticCurve, 48, NamedCurve.P384),
        new("ES512", KeyType.EllipticCurve, 64, NamedCurve.P521),
    ];

    public static string AllNames => NamesOf(s_all);

    public static SigningAlgorithm? Find(string? name) => Array.Find(s_all, algorithm => algorithm.Name == name);

    public static SigningAlgorithm? Find(string? name, KeyType keyType) =>
        Find(name) is { } algorithm && algorithm.KeyType == keyType ? algorithm : null;

    /// <summary>The algorithm of a curve: here the two go together, so that there is one key size for each (RFC 7518, section 3.4).</summary>
    public static SigningAlgorithm Of(NamedCurve curve) => Array.Find(s_all, algorithm => ReferenceEquals(algorithm.Curve, curve))!;

    /// <summary>The algorithms of one kind of key, as text.</summary>
    public static string Names(KeyType keyType) => NamesOf(s_all.Where(algorithm => algorithm.KeyType == keyType));

    private static string NamesOf(IEnumerable<SigningAlgorithm> algorithms) => string.Join(", ", algorithms.Select(algorithm => algorithm.Name));
}
