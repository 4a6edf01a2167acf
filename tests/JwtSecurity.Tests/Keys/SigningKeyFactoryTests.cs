using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Tests.Keys;

/// <summary>Every way to make a key, with every algorithm: its tokens verify elsewhere, and those made elsewhere verify here.</summary>
public sealed class SigningKeyFactoryTests
{
    private const string Password = "the password of a test";

    private static readonly PbeParameters s_encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2_000);

    private readonly ManualTimeProvider _clock = new();

    // Each way, and what it makes of the pair of an algorithm.
    private static readonly Dictionary<string, Func<string, SigningKey>> s_private = new(StringComparer.Ordinal)
    {
        ["PKCS#8"] = algorithm => SigningKey.FromPem(KeyPairs.Pem(algorithm), algorithm),
        ["encrypted PKCS#8"] = algorithm => SigningKey.FromPem(KeyPairs.Of(algorithm).ExportEncryptedPkcs8PrivateKeyPem(Password, s_encryption), algorithm, Password),
        ["PKCS#1 or SEC1"] = algorithm => SigningKey.FromPem(KeyPairs.Of(algorithm) is RSA rsa ? rsa.ExportRSAPrivateKeyPem() : ((ECDsa)KeyPairs.Of(algorithm)).ExportECPrivateKeyPem(), algorithm),
        ["private JWK"] = algorithm => SigningKey.FromJwk(Json(KeyPairs.Jwk(algorithm, withPrivate: true)), algorithm),
        ["certificate with its private key"] = algorithm => FromCertificate(algorithm, certificate => certificate),
    };

    private static readonly Dictionary<string, Func<string, SigningKey>> s_public = new(StringComparer.Ordinal)
    {
        ["public key"] = algorithm => SigningKey.FromPem(KeyPairs.PublicPem(algorithm), algorithm),
        ["PKCS#1 public key"] = algorithm => SigningKey.FromPem(KeyPairs.Of(algorithm) is RSA rsa ? rsa.ExportRSAPublicKeyPem() : KeyPairs.PublicPem(algorithm), algorithm),
        ["certificate as PEM"] = algorithm => SigningKey.FromPem(KeyPairs.Certificate(algorithm).ExportCertificatePem(), algorithm),
        ["public JWK"] = algorithm => SigningKey.FromJwk(Json(KeyPairs.Jwk(algorithm)), algorithm),
        ["certificate"] = algorithm => FromCertificate(algorithm, certificate => X509CertificateLoader.LoadCertificate(certificate.RawData)),
        ["its own JWK"] = algorithm => SigningKey.FromJwk(KeyPairs.SigningKey(algorithm).ToJwk()),
        ["verify-only copy"] = algorithm => KeyPairs.SigningKey(algorithm).AsVerifyOnly(),
    };

    public static TheoryData<string, string> Private => Pairs(s_private.Keys);

    public static TheoryData<string, string> Public => Pairs(s_public.Keys);

    public static TheoryData<string> All => [.. KeyPairs.All];

    public static TheoryData<string> Secrets => [.. KeyPairs.Secrets];

    [Theory]
    [MemberData(nameof(Private))]
    public async Task A_private_key_signs_and_verifies(string algorithm, string way)
    {
        var key = s_private[way](algorithm);
        var scheme = HandMade.WithKeys(_clock, key);

        (key.CanSign, key.Algorithm, key.ActiveFrom).Should().Be((true, algorithm, null));
        var token = scheme.CreateAccessToken(new { username = "ada" });
        scheme.Verdict(token).Should().Be("accepted");
        await ShouldVerifyElsewhere(token, KeyPairs.VerifyingKeyElsewhere(algorithm), algorithm);
        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), Header(algorithm), KeyPairs.Of(algorithm), algorithm)).Should().Be("accepted");
        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), Header(algorithm), KeyPairs.Other(algorithm), algorithm)).Should().Be("signature_invalid");
    }

    [Theory]
    [MemberData(nameof(Public))]
    public void A_public_key_verifies_and_says_why_it_does_not_sign(string algorithm, string way)
    {
        var key = s_public[way](algorithm);
        var scheme = HandMade.WithKeys(_clock, key);

        (key.CanSign, key.Algorithm, key.ActiveFrom).Should().Be((false, algorithm, null));
        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), Header(algorithm), KeyPairs.Of(algorithm), algorithm)).Should().Be("accepted");
        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), Header(algorithm), KeyPairs.Other(algorithm), algorithm)).Should().Be("signature_invalid");
        var create = () => scheme.CreateAccessToken(new { username = "ada" });
        create.Should().Throw<InvalidOperationException>().WithMessage("No key can sign: those there are only verify. Add one with a private key or a secret to SigningKeys, or set SecretKey.");
        var sign = () => key.Sign("input"u8, new byte[key.SignatureLength]);
        sign.Should().Throw<InvalidOperationException>().WithMessage($"The key '{key.KeyId}' only verifies.*");
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public async Task A_secret_signs_and_verifies_as_text_and_as_bytes(string algorithm)
    {
        var text = SigningKey.FromSecret(TestApp.Secret, algorithm);
        var bytes = SigningKey.FromSecret(Encoding.UTF8.GetBytes(TestApp.Secret), algorithm);
        var scheme = HandMade.WithKeys(_clock, text);

        (bytes.KeyId, bytes.Algorithm, bytes.CanSign).Should().Be((text.KeyId, algorithm, true));
        var token = scheme.CreateAccessToken(new { username = "ada" });
        HandMade.WithKeys(_clock, bytes).Verdict(token).Should().Be("accepted");
        HandMade.WithKeys(_clock, text.AsVerifyOnly()).Verdict(token).Should().Be("accepted");
        await ShouldVerifyElsewhere(token, KeyPairs.VerifyingKeyElsewhere(algorithm), algorithm);
        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), Header(algorithm), algorithm: algorithm)).Should().Be("accepted");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_generated_key_signs_and_verifies_and_is_another_each_time(string algorithm)
    {
        var (key, other) = (SigningKey.Generate(algorithm), SigningKey.Generate(algorithm));
        var scheme = HandMade.WithKeys(_clock, key);

        (key.Algorithm, key.CanSign).Should().Be((algorithm, true));
        key.KeyId.Should().NotBe(other.KeyId);
        var token = scheme.CreateAccessToken(new { username = "ada" });
        scheme.Verdict(token).Should().Be("accepted");
        HandMade.WithKeys(_clock, other).Verdict(token).Should().Be("key_unknown");
        SigningKey.Generate(algorithm, "mine").KeyId.Should().Be("mine");
    }

    [Theory]
    [InlineData("RS256", "RS256")]
    [InlineData("PS512", "RS256")]
    [InlineData("ES256", "ES256")]
    [InlineData("ES384", "ES384")]
    [InlineData("ES512", "ES512")]
    public void Without_an_algorithm_it_is_RS256_or_that_of_the_curve(string pair, string expected)
    {
        SigningKey.FromPem(KeyPairs.Pem(pair)).Algorithm.Should().Be(expected);
        SigningKey.FromPem(KeyPairs.PublicPem(pair)).Algorithm.Should().Be(expected);
        SigningKey.FromJwk(Json(KeyPairs.Jwk(pair))).Algorithm.Should().Be(expected);
        using var certificate = KeyPairs.Certificate(pair);
        SigningKey.FromCertificate(certificate).Algorithm.Should().Be(expected);
    }

    [Fact]
    public void The_identifier_is_the_thumbprint_whatever_the_key_was_made_of()
    {
        foreach (var algorithm in (string[])["RS256", "ES256", "ES384", "ES512"])
        {
            // RFC 7638, computed by IdentityModel of its own key.
            var expected = Base64UrlEncoder.Encode(KeyPairs.VerifyingKeyElsewhere(algorithm).ComputeJwkThumbprint());
            s_private.Values.Concat(s_public.Values).Select(make => make(algorithm).KeyId).Should().AllBe(expected);
        }
    }

    [Fact]
    public void An_identifier_of_ones_own_is_the_kid_of_its_tokens()
    {
        SigningKey[] keys =
        [
            SigningKey.FromSecret(TestApp.Secret, keyId: "2026-06"), SigningKey.FromSecret("a secret of bytes that is long enough"u8, keyId: "2026-06"), SigningKey.FromPem(KeyPairs.Pem("ES256"), keyId: "2026-06"),
            SigningKey.FromJwk(Json(KeyPairs.Jwk("ES256", withPrivate: true)), keyId: "2026-06"), FromCertificate("ES256", certificate => certificate, "2026-06"),
        ];

        foreach (var key in keys.SelectMany(key => new[] { key, key.WithActiveFrom(_clock.GetUtcNow()) }))
        {
            var token = HandMade.WithKeys(_clock, key).CreateAccessToken(new { username = "ada" });
            Tokens.ReadHeader(token).GetRawText().Should().Be($$"""{"alg":"{{key.Algorithm}}","typ":"JWT","kid":"2026-06"}""");
            key.AsVerifyOnly().KeyId.Should().Be("2026-06");
        }
    }

    [Theory]
    [InlineData("""["sign"]""", true)]
    [InlineData("""["sign","verify"]""", true)]
    [InlineData("""["verify"]""", false)]
    public void A_private_JWK_signs_if_its_operations_say_so_and_verifies(string operations, bool canSign)
    {
        var json = Json(KeyPairs.Jwk("ES256", withPrivate: true));

        var key = SigningKey.FromJwk(json.Replace("{", $$"""{"key_ops":{{operations}},"""));

        key.CanSign.Should().Be(canSign);
        HandMade.WithKeys(_clock, key).Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), Header("ES256"), KeyPairs.Of("ES256"), "ES256")).Should().Be("accepted");
    }

    [Fact]
    public void A_JWK_brings_its_name_along()
    {
        var json = Json(KeyPairs.Jwk("ES256")).Replace("{", """{"kid":"theirs",""");

        SigningKey.FromJwk(json).KeyId.Should().Be("theirs");
        SigningKey.FromJwk(json, keyId: "ours").KeyId.Should().Be("ours");
    }

    [Fact]
    public void A_JWK_is_written_without_anything_private()
    {
        foreach (var algorithm in KeyPairs.RsaAlgorithms.Concat(KeyPairs.CurveAlgorithms))
        {
            var (key, pair) = (KeyPairs.SigningKey(algorithm), KeyPairs.Jwk(algorithm));
            var expected = pair.Kty == "RSA"
                ? $$"""{"kty":"RSA","n":"{{pair.N}}","e":"AQAB","kid":"{{key.KeyId}}","use":"sig","alg":"{{algorithm}}"}"""
                : $$"""{"kty":"EC","crv":"{{pair.Crv}}","x":"{{pair.X}}","y":"{{pair.Y}}","kid":"{{key.KeyId}}","use":"sig","alg":"{{algorithm}}"}""";

            key.ToJwk().Should().Be(expected);
            key.AsVerifyOnly().ToJwk().Should().Be(expected);
        }
    }

    [Fact]
    public void A_certificate_may_be_disposed_afterwards()
    {
        SigningKey key;
        using (var certificate = KeyPairs.Certificate("RS256"))
        {
            key = SigningKey.FromCertificate(certificate);
        }

        var scheme = HandMade.WithKeys(_clock, key);
        scheme.Verdict(scheme.CreateAccessToken(new { username = "ada" })).Should().Be("accepted");
    }

    [Fact]
    public void What_openssl_writes_around_a_key_does_no_harm()
    {
        var pem = ((ECDsa)KeyPairs.Of("ES256")).ExportECPrivateKeyPem();

        // `openssl ecparam -genkey` names the curve first, `openssl x509` and mail programs put text around it.
        SigningKey.FromPem($"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{pem}").CanSign.Should().BeTrue();
        SigningKey.FromPem($"Subject: CN=tokens\n\n{pem}\n\nregards\n").CanSign.Should().BeTrue();
        SigningKey.FromPem(pem.Replace("\n", "\r\n")).CanSign.Should().BeTrue();
    }

    [Fact]
    public async Task Many_threads_sign_and_verify_with_one_key()
    {
        foreach (var algorithm in (string[])["RS256", "PS256", "ES256", "ES512"])
        {
            var key = KeyPairs.SigningKey(algorithm);
            var threads = Enumerable.Range(0, 16).Select(number => Task.Run(() =>
            {
                var input = Encoding.ASCII.GetBytes($"input of {number}");
                var signature = new byte[key.SignatureLength];
                for (var i = 0; i < 20; i++)
                {
                    key.Sign(input, signature);
                    key.Verify(input, signature).Should().BeTrue();
                    key.Verify("another input"u8, signature).Should().BeFalse();
                }
            }));

            await Task.WhenAll(threads);
        }
    }

    private static TheoryData<string, string> Pairs(IEnumerable<string> ways)
    {
        var data = new TheoryData<string, string>();
        foreach (var algorithm in KeyPairs.RsaAlgorithms.Concat(KeyPairs.CurveAlgorithms))
        {
            foreach (var way in ways)
            {
                data.Add(algorithm, way);
            }
        }

        return data;
    }

    private static SigningKey FromCertificate(string algorithm, Func<X509Certificate2, X509Certificate2> change, string? keyId = null)
    {
        using var certificate = KeyPairs.Certificate(algorithm);
        return SigningKey.FromCertificate(change(certificate), algorithm, keyId);
    }

    private async Task ShouldVerifyElsewhere(string token, SecurityKey key, string algorithm)
    {
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [algorithm],
            ValidateIssuer = false,
            ValidateAudience = false,
            LifetimeValidator = (_, expires, _, _) => expires > _clock.GetUtcNow().UtcDateTime,
        });
        result.IsValid.Should().BeTrue(result.Exception?.Message);
    }

    private static string Header(string algorithm) => $$"""{"alg":"{{algorithm}}","typ":"JWT"}""";

    // Only what is a member of a JWK: IdentityModel's class has much more.
    private static string Json(JsonWebKey key) => JsonSerializer.Serialize(
        new Dictionary<string, string?>
        {
            ["kty"] = key.Kty, ["n"] = key.N, ["e"] = key.E, ["crv"] = key.Crv, ["x"] = key.X, ["y"] = key.Y,
            ["d"] = key.D, ["p"] = key.P, ["q"] = key.Q, ["dp"] = key.DP, ["dq"] = key.DQ, ["qi"] = key.QI,
        }.Where(member => member.Value is not null).ToDictionary());
}
