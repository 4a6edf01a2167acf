using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JwtSecurity;

/// <summary>
/// A key, and the one algorithm it is used with (RFC 8725, section 3.1). One that has only the public half of a pair verifies tokens; the others sign them, too.
/// </summary>
/// <remarks>
/// <para>Keys go into <see cref="JwtSchemeOptions.SigningKeys"/>, where several make a ring: all verify, and the newest that is active signs.
/// A key is immutable, works for many threads at once, and needs no disposing.</para>
/// <para>Algorithms are <c>HS256</c>, <c>HS384</c>, <c>HS512</c> with a secret; <c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c>, <c>PS512</c> with an RSA key of 2048 to 8192 bits;
/// <c>ES256</c>, <c>ES384</c>, <c>ES512</c> with an EC key on P-256, P-384, P-521 (RFC 7518, section 3.1). EdDSA is not offered: .NET 10 has no public Ed25519 signatures.</para>
/// </remarks>
/// <example>
/// <code>
/// builder.Services.AddJwtSecurity(options =&gt; options.SigningKeys.Add(SigningKey.FromPem(File.ReadAllText("jwt.pem")))).AddAccessBearer();
/// </code>
/// </example>
public sealed class SigningKey
{
    private readonly KeyMaterial _material;

    private SigningKey(KeyMaterial material, string? keyId, bool canSign, DateTimeOffset? activeFrom = null)
    {
        if (keyId is not null && string.IsNullOrWhiteSpace(keyId))
        {
            throw new ArgumentException("The key's identifier is empty. Leave it out: then it is the key's thumbprint.", nameof(keyId));
        }

        _material = material;
        KeyId = keyId ?? material.Thumbprint;
        CanSign = canSign;
        ActiveFrom = activeFrom;
        HeaderSegment = JoseHeader.Encode(Algorithm, KeyId);
    }

    /// <summary>Gets the algorithm the key is used with; tokens with any other are refused.</summary>
    /// <value>Its name in the JOSE header, as <c>RS256</c>.</value>
    public string Algorithm => _material.Algorithm.Name;

    /// <summary>Gets the key's identifier, which tokens name in their <c>kid</c> (RFC 7515, section 4.1.4).</summary>
    /// <value>By default the key's thumbprint (RFC 7638): the same on every node, and for both halves of a pair.</value>
    public string KeyId { get; }

    /// <summary>Gets whether the key can sign; otherwise it only verifies.</summary>
    /// <value><see langword="false"/> for a public key, and for what <see cref="AsVerifyOnly"/> returns.</value>
    public bool CanSign { get; }

    /// <summary>Gets from when on the key may sign. It verifies before that, too.</summary>
    /// <value>The default value is <see langword="null"/>: it may sign at any time.</value>
    public DateTimeOffset? ActiveFrom { get; }

    /// <summary>The first segment of every token this key signs, encoded.</summary>
    internal byte[] HeaderSegment { get; }

    internal int SignatureLength => _material.SignatureLength;

    internal bool HasPublicPart => _material.PublicJwk is not null;

    /// <summary>The members of the public half as a JWK, <c>kty</c> first.</summary>
    /// <exception cref="InvalidOperationException">The key is a secret.</exception>
    internal IReadOnlyList<(string Name, string Value)> PublicPart => _material.PublicJwk
        ?? throw new InvalidOperationException($"A key for {Algorithm} is a secret and has no public part: whoever can verify with it can sign with it. For others to verify, take an RSA or EC key.");

    /// <summary>What tells its key material from others, whatever the key is called.</summary>
    internal string Thumbprint => _material.Thumbprint;

    /// <summary>Makes a key of a secret.</summary>
    /// <param name="secret">The secret, as UTF-8 text: at least 32 bytes for HS256, 48 for HS384, 64 for HS512 (RFC 7518, section 3.2). <c>openssl rand -base64 48</c> prints a good one.</param>
    /// <param name="algorithm"><c>HS256</c>, <c>HS384</c> or <c>HS512</c>.</param>
    /// <param name="keyId">Its <see cref="KeyId"/>; by default the thumbprint.</param>
    /// <returns>A key that signs and verifies.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="secret"/> or <paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is too short or PEM text, <paramref name="algorithm"/> is none for secrets, or <paramref name="keyId"/> is empty.</exception>
    /// <remarks>A short secret that another service already uses goes into <see cref="JwtSchemeOptions.SecretKey"/>, beside <see cref="JwtSchemeOptions.AllowShortSecretKey"/>.</remarks>
    public static SigningKey FromSecret(string secret, string algorithm = "HS256", string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return FromSecret(Encoding.UTF8.GetBytes(secret), algorithm, keyId);
    }

    /// <summary>Makes a key of a secret's bytes.</summary>
    /// <param name="secret">The secret: at least 32 bytes for HS256, 48 for HS384, 64 for HS512 (RFC 7518, section 3.2).</param>
    /// <param name="algorithm"><c>HS256</c>, <c>HS384</c> or <c>HS512</c>.</param>
    /// <param name="keyId">Its <see cref="KeyId"/>; by default the thumbprint.</param>
    /// <returns>A key that signs and verifies.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is too short or PEM text, <paramref name="algorithm"/> is none for secrets, or <paramref name="keyId"/> is empty.</exception>
    public static SigningKey FromSecret(ReadOnlySpan<byte> secret, string algorithm = "HS256", string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        var used = SigningAlgorithm.Find(algorithm, KeyType.Secret)
            ?? throw new ArgumentException($"A secret is used with {SigningAlgorithm.Names(KeyType.Secret)}, not with '{algorithm}'.", nameof(algorithm));
        return SecretKeyMaterial.IsPem(secret) ? throw new ArgumentException($"The secret is PEM text. {SecretKeyMaterial.WhereKeysGo}", nameof(secret))
            : secret.Length >= used.HashBytes ? new SigningKey(SecretKeyMaterial.Create(secret, used), keyId, canSign: true)
            : throw new ArgumentException($"The secret has {secret.Length} bytes, and {used.Name} needs {used.HashBytes} or more (RFC 7518, section 3.2). {SecretKeyMaterial.HowToMakeASecret}", nameof(secret));
    }

    /// <summary>Makes a key of PEM text.</summary>
    /// <param name="pem">
    /// One block: a private key (<c>PRIVATE KEY</c>, <c>ENCRYPTED PRIVATE KEY</c>, <c>RSA PRIVATE KEY</c>, <c>EC PRIVATE KEY</c>), which signs and verifies,
    /// or a public one (<c>PUBLIC KEY</c>, <c>RSA PUBLIC KEY</c>, <c>CERTIFICATE</c>), which verifies.
    /// </param>
    /// <param name="algorithm">By default <c>RS256</c> for RSA, and the curve's for EC: <c>ES256</c>, <c>ES384</c> or <c>ES512</c>.</param>
    /// <param name="password">The password of an encrypted private key; for any other it stays <see langword="null"/>.</param>
    /// <param name="keyId">Its <see cref="KeyId"/>; by default the thumbprint.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pem"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="algorithm"/> is none for this key, <paramref name="password"/> is missing or superfluous, or <paramref name="keyId"/> is empty.</exception>
    /// <exception cref="CryptographicException">There is no key in the text, or more than one; it is damaged, weak or of another kind; or the password is wrong.</exception>
    /// <remarks>
    /// <c>openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048</c> makes a private RSA key, <c>openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256</c> one for ES256,
    /// and <c>openssl pkey -pubout</c> prints the public half. Of a certificate only the key is read: its dates, names and issuer are not looked at.
    /// </remarks>
    /// <example>
    /// <code>
    /// var key = SigningKey.FromPem(File.ReadAllText("jwt.pem"));
    /// </code>
    /// </example>
    public static SigningKey FromPem(string pem, string? algorithm = null, string? password = null, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return FromMaterial(PemKey.Read(pem, algorithm, password), keyId);
    }

    /// <summary>Makes a key of a JSON Web Key (RFC 7517).</summary>
    /// <param name="json">The key as one JSON object: RSA or EC, public or private. Secrets (<c>oct</c>) are for <see cref="FromSecret(ReadOnlySpan{byte}, string, string?)"/>.</param>
    /// <param name="algorithm">By default its <c>alg</c>, or else <c>RS256</c> for RSA and the curve's for EC. Where it has an <c>alg</c>, only that one.</param>
    /// <param name="keyId">Its <see cref="KeyId"/>; by default its <c>kid</c>, or else the thumbprint.</param>
    /// <returns>The key. It signs where it is private and its <c>key_ops</c>, if any, say so.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="algorithm"/> is none for this key, or <paramref name="keyId"/> is empty.</exception>
    /// <exception cref="CryptographicException">The text is no JSON Web Key; its <c>use</c> or <c>key_ops</c> are for something else than signatures; or the key is damaged, weak or a secret.</exception>
    /// <remarks>Certificates in it (<c>x5c</c>, <c>x5u</c>) are not looked at.</remarks>
    public static SigningKey FromJwk(string json, string? algorithm = null, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        var (material, ownKeyId, canSign) = JsonWebKeyReader.Read(json, algorithm);
        return new SigningKey(material, keyId ?? ownKeyId, canSign);
    }

    /// <summary>Makes a key of a certificate's key, for example one from a key store.</summary>
    /// <param name="certificate">The certificate. With its private key the key signs, too; it may be one that cannot be exported.</param>
    /// <param name="algorithm">By default <c>RS256</c> for RSA, and the curve's for EC.</param>
    /// <param name="keyId">Its <see cref="KeyId"/>; by default the thumbprint of the key, which is not that of the certificate.</param>
    /// <returns>The key. It stays usable when <paramref name="certificate"/> is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="algorithm"/> is none for this key, or <paramref name="keyId"/> is empty.</exception>
    /// <exception cref="CryptographicException">The key is weak or of another kind, or this process may not use the private key.</exception>
    /// <remarks>Only the key is read: the certificate's dates, names and issuer are not looked at.</remarks>
    public static SigningKey FromCertificate(X509Certificate2 certificate, string? algorithm = null, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return FromMaterial(CertificateKey.Read(certificate, algorithm), keyId);
    }

    /// <summary>Makes a new random key, for tests, development, and tokens that need not outlive the process: it cannot be stored.</summary>
    /// <param name="algorithm">Any of the algorithms, as <c>ES256</c>. RSA keys have 2048 bits, secrets as many as the hash.</param>
    /// <param name="keyId">Its <see cref="KeyId"/>; by default the thumbprint.</param>
    /// <returns>A key that signs and verifies.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="algorithm"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="algorithm"/> is unknown, or <paramref name="keyId"/> is empty.</exception>
    public static SigningKey Generate(string algorithm, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        var used = SigningAlgorithm.Find(algorithm)
            ?? throw new ArgumentException($"'{algorithm}' is no algorithm of tokens. Take one of {SigningAlgorithm.AllNames}.", nameof(algorithm));
        return FromMaterial(
            used.KeyType switch
            {
                KeyType.Secret => SecretKeyMaterial.Create(RandomNumberGenerator.GetBytes(used.HashBytes), used),
                KeyType.Rsa => RsaKey.Create(RSA.Create(RsaKey.MinimumBits), isPrivate: true, algorithm),
                _ => EllipticCurveKey.Create(ECDsa.Create(used.Curve!.Curve), isPrivate: true, algorithm),
            },
            keyId);
    }

    /// <summary>Gives a copy that signs from a time on, and verifies before it: what all nodes must know before the first of them signs with it.</summary>
    /// <param name="activeFrom">From when on it may sign, by the scheme's clock.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="InvalidOperationException">The key only verifies.</exception>
    public SigningKey WithActiveFrom(DateTimeOffset activeFrom) => CanSign
        ? new SigningKey(_material, KeyId, canSign: true, activeFrom)
        : throw new InvalidOperationException($"The key '{KeyId}' only verifies, at any time. Give the time to the one that signs.");

    /// <summary>Gives a copy that verifies and never signs: a key before its turn, or after it.</summary>
    /// <returns>The copy.</returns>
    public SigningKey AsVerifyOnly() => new(_material, KeyId, canSign: false);

    /// <summary>Writes the public part of the key as a JSON Web Key (RFC 7517), for those who verify its tokens.</summary>
    /// <returns>A JSON object with <c>kty</c>, the public numbers, <c>kid</c>, <c>use</c> and <c>alg</c>, and nothing private.</returns>
    /// <exception cref="InvalidOperationException">The key is a secret: it has no public part.</exception>
    public string ToJwk() => JsonWebKeyWriter.Write(this);

    /// <summary>The key of <see cref="JwtSchemeOptions.SecretKey"/>, which may be short where the options say so.</summary>
    internal static SigningKey FromSecretKey(JwtSchemeOptions options) => new(
        SecretKeyMaterial.Create(Encoding.UTF8.GetBytes(options.SecretKey!), SigningAlgorithm.Find(options.Algorithm, KeyType.Secret)!), keyId: null, canSign: true);

    /// <summary>Writes the signature of <paramref name="signingInput"/>, <see cref="SignatureLength"/> bytes.</summary>
    internal void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature)
    {
        if (!CanSign)
        {
            throw new InvalidOperationException($"The key '{KeyId}' only verifies. Sign with one that has its private half or its secret.");
        }

        _material.Sign(signingInput, signature);
    }

    internal bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) => _material.Verify(signingInput, signature);

    private static SigningKey FromMaterial(KeyMaterial material, string? keyId) => new(material, keyId, material.CanSign);
}
