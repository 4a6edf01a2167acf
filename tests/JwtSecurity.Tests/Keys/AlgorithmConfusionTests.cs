using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Keys;

/// <summary>A token cannot choose how it is verified (RFC 8725, sections 2.1 and 3.1): every algorithm against every other, and every trick with the header.</summary>
public sealed class AlgorithmConfusionTests
{
    private readonly ManualTimeProvider _clock = new();

    public static TheoryData<string, string> EveryPair
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var ours in KeyPairs.All)
            {
                foreach (var theirs in KeyPairs.All.Where(each => each != ours))
                {
                    data.Add(ours, theirs);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Asymmetric => [.. KeyPairs.RsaAlgorithms.Concat(KeyPairs.CurveAlgorithms)];

    public static TheoryData<string> All => [.. KeyPairs.All];

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_token_of_another_algorithm_is_refused_whatever_it_says_of_itself(string ours, string theirs)
    {
        var key = KeyPairs.SigningKey(ours);
        var scheme = HandMade.WithKeys(_clock, key);

        // Truthful, and lying: with the key of the same kind, RSA and HMAC keys are even the same bytes.
        scheme.Verdict(Sign(theirs, $$"""{"alg":"{{theirs}}"}""")).Should().Be("algorithm_not_allowed");
        scheme.Verdict(Sign(theirs, $$"""{"alg":"{{theirs}}","kid":"{{key.KeyId}}"}""")).Should().Be("algorithm_not_allowed");
        scheme.Verdict(Sign(theirs, $$"""{"alg":"{{ours}}"}""")).Should().Be("signature_invalid");
        scheme.Verdict(Sign(theirs, $$"""{"alg":"{{ours}}","typ":"JWT","kid":"{{key.KeyId}}"}""")).Should().Be("signature_invalid");
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void In_a_ring_with_both_a_token_cannot_pair_one_key_with_the_others_algorithm(string one, string other)
    {
        var (first, second) = (Named(one, "first"), Named(other, "second"));
        var scheme = HandMade.WithKeys(_clock, first, second);

        scheme.Verdict(Sign(one, $$"""{"alg":"{{one}}","kid":"first"}""")).Should().Be("accepted");
        scheme.Verdict(Sign(other, $$"""{"alg":"{{other}}","kid":"second"}""")).Should().Be("accepted");
        scheme.Verdict(Sign(other, $$"""{"alg":"{{other}}","kid":"first"}""")).Should().Be("algorithm_not_allowed");
        scheme.Verdict(Sign(other, $$"""{"alg":"{{one}}","kid":"first"}""")).Should().Be("signature_invalid");
        scheme.Verdict(Sign(other, $$"""{"alg":"{{one}}","kid":"second"}""")).Should().Be("algorithm_not_allowed");
        scheme.Verdict(Sign(one, $$"""{"alg":"{{other}}"}""")).Should().Be("signature_invalid");
    }

    [Theory]
    [MemberData(nameof(Asymmetric))]
    public void The_public_key_is_no_secret(string algorithm)
    {
        // CVE-2015-9235: whatever text of the public key a verifier might take for an HMAC secret, also beside a real one.
        var key = KeyPairs.SigningKey(algorithm);
        var pem = KeyPairs.PublicPem(algorithm);
        byte[][] secrets =
        [
            Encoding.UTF8.GetBytes(pem), Encoding.UTF8.GetBytes(pem + "\n"), Encoding.UTF8.GetBytes(pem.Replace("\n", "\r\n")), Encoding.UTF8.GetBytes(pem.Replace("\n", "")),
            Encoding.UTF8.GetBytes(key.ToJwk()), KeyPairs.Of(algorithm).ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(KeyPairs.Certificate(algorithm).ExportCertificatePem()),
            KeyPairs.Of(algorithm) is RSA rsa ? rsa.ExportRSAPublicKey() : Base64Url.DecodeFromChars(KeyPairs.Jwk(algorithm).X), [],
        ];
        var alone = HandMade.WithKeys(_clock, key.AsVerifyOnly());
        var beside = HandMade.Access(_clock, options => options.SigningKeys.Add(key));

        foreach (var hmac in KeyPairs.Secrets)
        {
            foreach (var secret in secrets)
            {
                alone.Verdict(SignHmac(hmac, secret, $$"""{"alg":"{{hmac}}"}""")).Should().Be("algorithm_not_allowed");
                alone.Verdict(SignHmac(hmac, secret, $$"""{"alg":"{{hmac}}","kid":"{{key.KeyId}}"}""")).Should().Be("algorithm_not_allowed");
                alone.Verdict(SignHmac(hmac, secret, $$"""{"alg":"{{algorithm}}","kid":"{{key.KeyId}}"}""")).Should().Be("signature_invalid");
                beside.Verdict(SignHmac(hmac, secret, $$"""{"alg":"{{hmac}}","kid":"{{key.KeyId}}"}""")).Should().Be("algorithm_not_allowed");
                beside.Verdict(SignHmac(hmac, secret, $$"""{"alg":"{{hmac}}"}""")).Should().Be(hmac == "HS256" ? "signature_invalid" : "algorithm_not_allowed");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_signature_is_no_signature_however_it_is_spelt(string algorithm)
    {
        var key = KeyPairs.SigningKey(algorithm);
        var scheme = HandMade.WithKeys(_clock, key);
        var good = scheme.CreateAccessToken(new { username = "ada" });
        var (header, payload, signature) = (good.Split('.')[0], good.Split('.')[1], good.Split('.')[2]);

        foreach (var none in (string[])["none", "None", "NONE", "nOnE", "", " none", "none ", "null", "\\u006eone", "HS0", algorithm.ToLowerInvariant(), algorithm + " "])
        {
            foreach (var kid in (string[])["", $$""","kid":"{{key.KeyId}}" """])
            {
                var forged = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{none}}"{{kid}}}"""));
                scheme.Verdict($"{forged}.{payload}.").Should().Be("token_malformed");
                scheme.Verdict($"{forged}.{payload}").Should().Be("token_malformed");
                scheme.Verdict($"{forged}.{payload}.{signature}").Should().Be("algorithm_not_allowed");
                scheme.Verdict($"{forged}.{payload}.AA").Should().Be("algorithm_not_allowed");
            }
        }

        scheme.Verdict($"{header}.{payload}.").Should().Be("token_malformed");
        foreach (var json in (string[])["""{"typ":"JWT"}""", """{"alg":null}""", """{"alg":["none"]}""", $$"""{"alg":"{{algorithm}}","alg":"none"}"""])
        {
            scheme.Verdict($"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json))}.{payload}.{signature}").Should().Be("token_malformed");
        }
    }

    [Theory]
    [MemberData(nameof(Asymmetric))]
    public void A_key_in_the_token_is_not_the_key(string algorithm)
    {
        // CVE-2018-0114: an attacker's own key, brought along in every member there is for it.
        var attacker = KeyPairs.Other(algorithm);
        var jwk = KeyPairs.Jwk(attacker);
        var json = attacker is RSA ? $$"""{"kty":"RSA","n":"{{jwk.N}}","e":"{{jwk.E}}"}""" : $$"""{"kty":"EC","crv":"{{jwk.Crv}}","x":"{{jwk.X}}","y":"{{jwk.Y}}"}""";
        var scheme = HandMade.WithKeys(_clock, KeyPairs.SigningKey(algorithm));
        var payload = Tokens.Payload(_clock.GetUtcNow());

        foreach (var member in (string[])[$"\"jwk\":{json}", "\"jku\":\"https://attacker.example/keys\"", "\"x5u\":\"https://attacker.example/cert\"", $"\"x5c\":[\"{Convert.ToBase64String(attacker.ExportSubjectPublicKeyInfo())}\"]"])
        {
            scheme.Verdict(Tokens.Sign(payload, $$"""{"alg":"{{algorithm}}",{{member}}}""", attacker, algorithm)).Should().Be("signature_invalid");

            // Neither believed nor held against a good token.
            scheme.Verdict(Tokens.Sign(payload, $$"""{"alg":"{{algorithm}}",{{member}}}""", KeyPairs.Of(algorithm), algorithm)).Should().Be("accepted");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_bit_of_a_signature_counts_and_so_does_its_length(string algorithm)
    {
        var key = KeyPairs.SigningKey(algorithm);
        var input = "header.payload"u8.ToArray();
        var signature = new byte[key.SignatureLength];
        key.Sign(input, signature);

        key.Verify(input, signature).Should().BeTrue();
        foreach (var wrong in (byte[][])[[], [0], signature[..^1], signature[1..], [.. signature, 0], [0, .. signature], [.. signature, .. signature], new byte[signature.Length], [.. Enumerable.Repeat((byte)255, signature.Length)]])
        {
            key.Verify(input, wrong).Should().BeFalse();
        }

        for (var bit = 0; bit < signature.Length * 8; bit += 1 + (signature.Length / 16))
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            key.Verify(input, signature).Should().BeFalse();
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        key.Verify(input, signature).Should().BeTrue();
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public void An_ECDSA_signature_in_DER_is_refused(string algorithm)
    {
        // RFC 7518, 3.4: two numbers side by side; other formats give one signature many spellings.
        var input = "header.payload"u8.ToArray();
        var der = ((ECDsa)KeyPairs.Of(algorithm)).SignData(input, new HashAlgorithmName("SHA" + algorithm[2..]), DSASignatureFormat.Rfc3279DerSequence);

        KeyPairs.SigningKey(algorithm).Verify(input, der).Should().BeFalse();
    }

    private static SigningKey Named(string algorithm, string keyId) => algorithm[0] == 'H'
        ? SigningKey.FromSecret(TestApp.Secret, algorithm, keyId)
        : SigningKey.FromPem(KeyPairs.Pem(algorithm), algorithm, keyId: keyId);

    // By an algorithm with the tests' own key for it.
    private string Sign(string algorithm, string header) => algorithm[0] == 'H'
        ? SignHmac(algorithm, Encoding.UTF8.GetBytes(TestApp.Secret), header)
        : Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), header, KeyPairs.Of(algorithm), algorithm);

    private string SignHmac(string algorithm, byte[] secret, string header) =>
        Tokens.Sign(Encoding.UTF8.GetBytes(Tokens.Payload(_clock.GetUtcNow())), Encoding.UTF8.GetBytes(header), secret, algorithm);
}
