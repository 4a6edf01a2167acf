using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using JwtSecurity.Tests.TestKit;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Tests.Keys;

/// <summary>Weak, damaged and misplaced keys: refused where they are made, with what is wrong and what to do, and nothing of the key.</summary>
public sealed class RefusedKeysTests
{
    private static readonly Lazy<RSA> s_weak = new(() => RSA.Create(1024));
    private static readonly PbeParameters s_encryption = new(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1_000);

    public static TheoryData<string, string, string> Arguments => new()
    {
        { "secret of 31 bytes", nameof(SigningKey.FromSecret), "The secret has 31 bytes, and HS256 needs 32 or more (RFC 7518, section 3.2). `openssl rand -base64 48` prints a good one." },
        { "secret of 63 bytes", nameof(SigningKey.FromSecret), "The secret has 63 bytes, and HS512 needs 64 or more" },
        { "no secret", nameof(SigningKey.FromSecret), "The secret has 0 bytes" },
        { "public key as a secret", nameof(SigningKey.FromSecret), "The secret is PEM text. If it holds a public key, anybody can sign with it as a secret. RSA and EC keys go into SigningKeys" },
        { "secret for RS256", nameof(SigningKey.FromSecret), "A secret is used with HS256, HS384, HS512, not with 'RS256'." },
        { "secret for none", nameof(SigningKey.FromSecret), "not with 'none'." },
        { "empty identifier", nameof(SigningKey.FromSecret), "The key's identifier is empty." },
        { "RSA key for HS256", nameof(SigningKey.FromPem), "An RSA key is used with RS256, RS384, RS512, PS256, PS384, PS512, not with 'HS256'." },
        { "RSA key for ES256", nameof(SigningKey.FromPem), "not with 'ES256'." },
        { "RSA key for rs256", nameof(SigningKey.FromPem), "not with 'rs256'." },
        { "P-256 for ES384", nameof(SigningKey.FromPem), "The key is on P-256, and is used with ES256, not with 'ES384'." },
        { "P-521 for ES256", nameof(SigningKey.FromPem), "The key is on P-521, and is used with ES512, not with 'ES256'." },
        { "P-256 for RS256", nameof(SigningKey.FromPem), "The key is on P-256, and is used with ES256, not with 'RS256'." },
        { "encrypted, no password", nameof(SigningKey.FromPem), "The private key is encrypted. Give its password." },
        { "not encrypted, password", nameof(SigningKey.FromPem), "A password is given, and the 'PRIVATE KEY' is not encrypted. Leave the password out." },
        { "JWK for RS256, asked for PS256", nameof(SigningKey.FromJwk), "The JSON Web Key's 'alg' is 'RS256', and 'PS256' was asked for. Leave the algorithm out." },
        { "JWK whose alg is ES384 on P-256", nameof(SigningKey.FromJwk), "The key is on P-256, and is used with ES256, not with 'ES384'." },
        { "JWK whose alg is RSA-OAEP", nameof(SigningKey.FromJwk), "not with 'RSA-OAEP'." },
        { "unknown algorithm", nameof(SigningKey.Generate), "'EdDSA' is no algorithm of tokens. Take one of HS256, HS384, HS512, RS256" },
    };

    public static TheoryData<string, string> Material => new()
    {
        { "RSA of 1024 bits", "The RSA key has 1024 bits, and tokens are signed with 2048 to 8192 (RFC 7518, section 3.3)." },
        { "RSA of 1024 bits, public", "The RSA key has 1024 bits" },
        { "RSA of 1024 bits, JWK", "The RSA key has 1024 bits" },
        { "RSA of 1024 bits with leading zeros", "The RSA key has 1024 bits" },
        { "RSA of 1024 bits, certificate", "The RSA key has 1024 bits" },
        { "RSA of 8200 bits", "The RSA key has 8200 bits" },
        { "RSA exponent 1", "public exponent or modulus is none that a good key has" },
        { "RSA exponent 2", "public exponent or modulus is none that a good key has" },
        { "RSA exponent of 40 bits", "public exponent or modulus is none that a good key has" },
        { "RSA even modulus", "public exponent or modulus is none that a good key has" },
        { "secp256k1", "The key is on a curve that signs no tokens. Take one on P-256, P-384, P-521" },
        { "explicit curve", "The key is on a curve that signs no tokens." },
        { "Ed25519", "is neither an RSA nor an EC key (its algorithm is 1.3.101.112)" },
        { "Ed25519, public", "is neither an RSA nor an EC key (its algorithm is 1.3.101.112)" },
        { "nothing", "There is no key in the PEM text." },
        { "no PEM", "There is no key in the PEM text." },
        { "PEM in one line", "There is no key in the PEM text." },
        { "old encryption", "`openssl pkcs8 -topk8`" },
        { "two keys", "The PEM text has several blocks: PRIVATE KEY, PRIVATE KEY. Leave the one that is the key." },
        { "key and certificate", "The PEM text has several blocks: PRIVATE KEY, CERTIFICATE." },
        { "request", "The PEM text has a 'CERTIFICATE REQUEST', which is no key for tokens. Known are PRIVATE KEY," },
        { "damaged", "The 'PRIVATE KEY' in the PEM text cannot be read: it is damaged" },
        { "damaged RSA", "The 'RSA PRIVATE KEY' in the PEM text cannot be read" },
        { "damaged public", "The 'PUBLIC KEY' in the PEM text cannot be read" },
        { "damaged certificate", "The 'CERTIFICATE' in the PEM text cannot be read" },
        { "label of another kind", "The 'EC PRIVATE KEY' in the PEM text cannot be read" },
        { "wrong password", "The private key cannot be decrypted. The password is wrong" },
        { "JWK no JSON", "The text is no JSON Web Key: it is no JSON" },
        { "JWK PEM", "The text is no JSON Web Key: it is no JSON" },
        { "JWK member twice", "or has a member twice" },
        { "JWK half a surrogate", "The JSON Web Key's 'kid' is no text." },
        { "JWK half a surrogate in a name", "The text is no JSON Web Key" },
        { "JWK array", "It must be one JSON object with a 'kty'" },
        { "JWK set", "of a set, take one of its 'keys'" },
        { "JWK oct", "is a secret ('kty' is 'oct')" },
        { "JWK OKP", "The JSON Web Key's 'kty' is neither 'RSA' nor 'EC'." },
        { "JWK without kty", "The JSON Web Key's 'kty' is neither 'RSA' nor 'EC'." },
        { "JWK for encryption", "The JSON Web Key's 'use' is not 'sig'" },
        { "JWK use of a number", "The JSON Web Key's 'use' is no text." },
        { "JWK key_ops encrypt", "The JSON Web Key's 'key_ops' do not fit." },
        { "JWK key_ops verify and encrypt", "The JSON Web Key's 'key_ops' do not fit." },
        { "JWK public, key_ops sign", "The JSON Web Key's 'key_ops' do not fit." },
        { "JWK key_ops empty", "The JSON Web Key's 'key_ops' do not fit." },
        { "JWK key_ops text", "The JSON Web Key's 'key_ops' do not fit." },
        { "JWK curve", "The JSON Web Key's 'crv' is none of P-256, P-384, P-521." },
        { "JWK point off the curve", "The JSON Web Key's numbers make no key" },
        { "JWK short x", "The JSON Web Key's 'x' has not the 32 bytes that P-256 asks for." },
        { "JWK without n", "The JSON Web Key has no 'n'." },
        { "JWK n no base64url", "The JSON Web Key's 'n' is no base64url." },
        { "JWK n padded", "The JSON Web Key's 'n' is no base64url." },
        { "JWK private without primes", "The JSON Web Key has no 'p'." },
        { "JWK three primes", "The JSON Web Key has more than two primes" },
        { "JWK private half of another RSA key", "The JSON Web Key's numbers make no key: some are damaged, or do not belong together." },
        { "JWK private half of another EC key", "The JSON Web Key's numbers make no key: some are damaged, or do not belong together." },
        { "certificate without a usable key", "The certificate's key is neither an RSA nor an EC key" },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public void A_key_that_does_not_fit_its_arguments(string mistake, string factory, string text)
    {
        var make = () => MakeOfArguments(mistake);

        var exception = make.Should().Throw<ArgumentException>().Which;
        exception.Message.Should().Contain(text);
        exception.StackTrace.Should().Contain($"SigningKey.{factory}(");
        ShouldTellNothing(exception);
    }

    [Theory]
    [MemberData(nameof(Material))]
    public void Bad_key_material(string mistake, string text)
    {
        var make = () => MakeOfMaterial(mistake);

        var exception = make.Should().Throw<CryptographicException>().Which;
        exception.Message.Should().Contain(text);
        ShouldTellNothing(exception);
    }

    [Fact]
    public void Null_is_a_mistake_of_its_own()
    {
        Action[] mistakes =
        [
            () => SigningKey.FromSecret((string)null!), () => SigningKey.FromSecret(TestApp.Secret, null!), () => SigningKey.FromPem(null!), () => SigningKey.FromJwk(null!),
            () => SigningKey.FromCertificate(null!), () => SigningKey.Generate(null!),
        ];

        mistakes.Should().AllSatisfy(mistake => mistake.Should().Throw<ArgumentNullException>());
    }

    [Fact]
    public void A_secret_has_no_public_part_and_says_so()
    {
        var write = () => SigningKey.FromSecret(TestApp.Secret).ToJwk();

        write.Should().Throw<InvalidOperationException>().WithMessage("A key for HS256 is a secret and has no public part: whoever can verify with it can sign with it. For others to verify, take an RSA or EC key.");
    }

    [Fact]
    public void A_key_that_only_verifies_never_becomes_active()
    {
        var activate = () => SigningKey.FromPem(KeyPairs.PublicPem("ES256")).WithActiveFrom(DateTimeOffset.UnixEpoch);

        activate.Should().Throw<InvalidOperationException>().WithMessage("The key '*' only verifies, at any time. Give the time to the one that signs.");
    }

    [Fact]
    public void The_smallest_exponent_and_odd_lengths_are_good_keys()
    {
        // 3 is what old keys have; a modulus need not fill its last byte.
        var odd = RSA.Create(2056).ExportParameters(includePrivateParameters: false);
        SigningKey.FromJwk(RsaJwk(odd.Modulus!, [3])).SignatureLength.Should().Be(257);
        SigningKey.FromJwk(RsaJwk([0, 0, .. odd.Modulus!], [0, 1, 0, 1])).KeyId.Should().Be(SigningKey.FromJwk(RsaJwk(odd.Modulus!, [1, 0, 1])).KeyId);
    }

    private static SigningKey MakeOfArguments(string mistake) => mistake switch
    {
        "secret of 31 bytes" => SigningKey.FromSecret("hunter2hunter2hunter2hunter2hun"),
        "secret of 63 bytes" => SigningKey.FromSecret("hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2", "HS512"),
        "no secret" => SigningKey.FromSecret(""),
        "public key as a secret" => SigningKey.FromSecret($"\n{KeyPairs.PublicPem("RS256")}"),
        "secret for RS256" => SigningKey.FromSecret(TestApp.Secret, "RS256"),
        "secret for none" => SigningKey.FromSecret(TestApp.Secret, "none"),
        "empty identifier" => SigningKey.FromSecret(TestApp.Secret, keyId: " "),
        "RSA key for HS256" => SigningKey.FromPem(KeyPairs.Pem("RS256"), "HS256"),
        "RSA key for ES256" => SigningKey.FromPem(KeyPairs.Pem("RS256"), "ES256"),
        "RSA key for rs256" => SigningKey.FromPem(KeyPairs.Pem("RS256"), "rs256"),
        "P-256 for ES384" => SigningKey.FromPem(KeyPairs.Pem("ES256"), "ES384"),
        "P-521 for ES256" => SigningKey.FromPem(KeyPairs.PublicPem("ES512"), "ES256"),
        "P-256 for RS256" => SigningKey.FromPem(KeyPairs.Pem("ES256"), "RS256"),
        "encrypted, no password" => SigningKey.FromPem(KeyPairs.Of("ES256").ExportEncryptedPkcs8PrivateKeyPem("hunter2", s_encryption)),
        "not encrypted, password" => SigningKey.FromPem(KeyPairs.Pem("ES256"), password: "hunter2"),
        "JWK for RS256, asked for PS256" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk["alg"] = "RS256"), "PS256"),
        "JWK whose alg is ES384 on P-256" => SigningKey.FromJwk(Jwk("ES256", jwk => jwk["alg"] = "ES384")),
        "JWK whose alg is RSA-OAEP" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk["alg"] = "RSA-OAEP")),
        "unknown algorithm" => SigningKey.Generate("EdDSA"),
        _ => throw new InvalidOperationException(mistake),
    };

    private static SigningKey MakeOfMaterial(string mistake) => mistake switch
    {
        "RSA of 1024 bits" => SigningKey.FromPem(s_weak.Value.ExportPkcs8PrivateKeyPem()),
        "RSA of 1024 bits, public" => SigningKey.FromPem(s_weak.Value.ExportRSAPublicKeyPem()),
        "RSA of 1024 bits, JWK" => SigningKey.FromJwk(RsaJwk(s_weak.Value.ExportParameters(false).Modulus!, [1, 0, 1])),
        "RSA of 1024 bits with leading zeros" => SigningKey.FromJwk(RsaJwk([.. new byte[128], .. s_weak.Value.ExportParameters(false).Modulus!], [1, 0, 1])),
        "RSA of 1024 bits, certificate" => SigningKey.FromCertificate(new CertificateRequest("CN=weak", s_weak.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1))),
        "RSA of 8200 bits" => SigningKey.FromJwk(RsaJwk([.. Enumerable.Repeat((byte)255, 1025)], [1, 0, 1])),
        "RSA exponent 1" => SigningKey.FromJwk(RsaJwk(Modulus(), [1])),
        "RSA exponent 2" => SigningKey.FromJwk(RsaJwk(Modulus(), [2])),
        "RSA exponent of 40 bits" => SigningKey.FromJwk(RsaJwk(Modulus(), [255, 0, 0, 0, 1])),
        "RSA even modulus" => SigningKey.FromJwk(RsaJwk([.. Modulus()[..^1], 2], [1, 0, 1])),
        "secp256k1" => SigningKey.FromPem(ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10")).ExportPkcs8PrivateKeyPem()),
        "explicit curve" => SigningKey.FromPem(ExplicitCurve()),
        "Ed25519" => SigningKey.FromPem("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n"),
        "Ed25519, public" => SigningKey.FromPem("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n"),
        "nothing" => SigningKey.FromPem(""),
        "no PEM" => SigningKey.FromPem("hunter2"),
        "PEM in one line" => SigningKey.FromPem(KeyPairs.Pem("ES256").Replace("-----", "")),
        "old encryption" => SigningKey.FromPem("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF0123456789ABCDEF\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"),
        "two keys" => SigningKey.FromPem(KeyPairs.Pem("ES256") + "\n" + KeyPairs.Pem("RS256")),
        "key and certificate" => SigningKey.FromPem(KeyPairs.Pem("ES256") + "\n" + KeyPairs.Certificate("ES256").ExportCertificatePem()),
        "request" => SigningKey.FromPem(new CertificateRequest("CN=tokens", (ECDsa)KeyPairs.Of("ES256"), HashAlgorithmName.SHA256).CreateSigningRequestPem()),
        "damaged" => SigningKey.FromPem(PemEncoding.WriteString("PRIVATE KEY", KeyPairs.Of("RS256").ExportPkcs8PrivateKey().AsSpan(..^100))),
        "damaged RSA" => SigningKey.FromPem(PemEncoding.WriteString("RSA PRIVATE KEY", [1, 2, 3])),
        "damaged public" => SigningKey.FromPem(PemEncoding.WriteString("PUBLIC KEY", KeyPairs.Of("ES256").ExportSubjectPublicKeyInfo().AsSpan(..^10))),
        "damaged certificate" => SigningKey.FromPem(PemEncoding.WriteString("CERTIFICATE", [1, 2, 3])),
        "label of another kind" => SigningKey.FromPem(PemEncoding.WriteString("EC PRIVATE KEY", ((RSA)KeyPairs.Of("RS256")).ExportRSAPrivateKey())),
        "wrong password" => SigningKey.FromPem(KeyPairs.Of("ES256").ExportEncryptedPkcs8PrivateKeyPem("another", s_encryption), password: "hunter2"),
        "JWK no JSON" => SigningKey.FromJwk("hunter2"),
        "JWK PEM" => SigningKey.FromJwk(KeyPairs.PublicPem("ES256")),
        "JWK member twice" => SigningKey.FromJwk(Jwk("ES256").Replace("{", """{"x":"AA",""")),
        "JWK half a surrogate" => SigningKey.FromJwk(Jwk("ES256", jwk => jwk.Remove("kid")).Replace("{", """{"kid":"\ud800",""")),
        "JWK half a surrogate in a name" => SigningKey.FromJwk(Jwk("ES256").Replace("{", """{"\ud800":"",""")),
        "JWK array" => SigningKey.FromJwk($"[{Jwk("ES256")}]"),
        "JWK set" => SigningKey.FromJwk($$"""{"keys":[{{Jwk("ES256")}}]}"""),
        "JWK oct" => SigningKey.FromJwk("""{"kty":"oct","k":"aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMmh1bnRlcjI","alg":"HS256"}"""),
        "JWK OKP" => SigningKey.FromJwk("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"""),
        "JWK without kty" => SigningKey.FromJwk(Jwk("ES256", jwk => jwk.Remove("kty"))),
        "JWK for encryption" => SigningKey.FromJwk(Jwk("ES256", jwk => jwk["use"] = "enc")),
        "JWK use of a number" => SigningKey.FromJwk(Jwk("ES256", jwk => jwk["use"] = 1)),
        "JWK key_ops encrypt" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk["key_ops"] = new JsonArray("encrypt"))),
        "JWK key_ops verify and encrypt" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk["key_ops"] = new JsonArray("verify", "encrypt"))),
        "JWK public, key_ops sign" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk["key_ops"] = new JsonArray("sign"))),
        "JWK key_ops empty" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk["key_ops"] = new JsonArray())),
        "JWK key_ops text" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk["key_ops"] = "verify")),
        "JWK curve" => SigningKey.FromJwk(Jwk("ES256", jwk => jwk["crv"] = "secp256k1")),
        "JWK point off the curve" => SigningKey.FromJwk(Jwk("ES256", jwk => jwk["y"] = (string?)jwk["x"])),
        "JWK short x" => SigningKey.FromJwk(Jwk("ES256", jwk => jwk["x"] = Base64UrlEncoder.Encode(new byte[31]))),
        "JWK without n" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk.Remove("n"))),
        "JWK n no base64url" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk["n"] = "+/" + (string?)jwk["n"])),
        "JWK n padded" => SigningKey.FromJwk(Jwk("RS256", jwk => jwk["n"] = (string?)jwk["n"] + "==")),
        "JWK private without primes" => SigningKey.FromJwk(PrivateJwk("RS256", jwk => jwk.Remove("p"))),
        "JWK three primes" => SigningKey.FromJwk(PrivateJwk("RS256", jwk => jwk["oth"] = new JsonArray())),
        "JWK private half of another RSA key" => SigningKey.FromJwk(PrivateJwk("RS256", jwk => jwk["n"] = KeyPairs.Jwk(KeyPairs.Other("RS256")).N)),
        "JWK private half of another EC key" => SigningKey.FromJwk(PrivateJwk("ES256", jwk => jwk["d"] = KeyPairs.Jwk(KeyPairs.Other("ES256"), withPrivate: true).D)),
        "certificate without a usable key" => SigningKey.FromCertificate(EdwardsCurveCertificate()),
        _ => throw new InvalidOperationException(mistake),
    };

    // Neither the secrets above nor the private halves, in whatever encoding.
    private static void ShouldTellNothing(Exception exception)
    {
        var text = exception.ToString();
        text.Should().NotContain("hunter2").And.NotContain("aHVudGVyMm");
        foreach (var pair in (AsymmetricAlgorithm[])[KeyPairs.Of("RS256"), KeyPairs.Of("ES256"), KeyPairs.Other("ES256")])
        {
            var jwk = KeyPairs.Jwk(pair, withPrivate: true);
            text.Should().NotContain(jwk.D[..12]).And.NotContain(Convert.ToHexString(Base64UrlEncoder.DecodeBytes(jwk.D))[..16]);
            text.Should().NotContain(pair.ExportPkcs8PrivateKeyPem().Split('\n')[1]);
        }
    }

    private static byte[] Modulus() => ((RSA)KeyPairs.Of("RS256")).ExportParameters(false).Modulus!;

    private static string RsaJwk(byte[] modulus, byte[] exponent) => $$"""{"kty":"RSA","n":"{{Base64UrlEncoder.Encode(modulus)}}","e":"{{Base64UrlEncoder.Encode(exponent)}}"}""";

    private static string Jwk(string algorithm, Action<JsonObject>? change = null) => Change(KeyPairs.SigningKey(algorithm).ToJwk(), jwk =>
    {
        jwk.Remove("alg");
        change?.Invoke(jwk);
    });

    private static string PrivateJwk(string algorithm, Action<JsonObject> change) => Jwk(algorithm, jwk =>
    {
        var pair = KeyPairs.Jwk(algorithm, withPrivate: true);
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("d", pair.D), ("p", pair.P), ("q", pair.Q), ("dp", pair.DP), ("dq", pair.DQ), ("qi", pair.QI)])
        {
            if (value is not null)
            {
                jwk[name] = value;
            }
        }

        change(jwk);
    });

    private static string Change(string json, Action<JsonObject> change)
    {
        var jwk = JsonNode.Parse(json)!.AsObject();
        change(jwk);
        return jwk.ToJsonString();
    }

    private static string ExplicitCurve()
    {
        var parameters = ((ECDsa)KeyPairs.Of("ES256")).ExportExplicitParameters(includePrivateParameters: true);
        return ECDsa.Create(parameters).ExportPkcs8PrivateKeyPem();
    }

    private static X509Certificate2 EdwardsCurveCertificate() => new CertificateRequest(
        new X500DistinguishedName("CN=tokens"),
        PublicKey.CreateFromSubjectPublicKeyInfo(Convert.FromBase64String("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="), out _),
        HashAlgorithmName.SHA256).Create(
            new X500DistinguishedName("CN=issuer"),
            X509SignatureGenerator.CreateForECDsa((ECDsa)KeyPairs.Of("ES256")),
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(1),
            [1]);
}
