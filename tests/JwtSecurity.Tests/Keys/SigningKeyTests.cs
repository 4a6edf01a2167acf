using System.Security.Cryptography;
using System.Text;
using JwtSecurity.Tests.TestKit;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Tests.Keys;

/// <summary>The secret: how long it must be, what its name is, and that other code makes the same signature of it.</summary>
public sealed class SigningKeyTests
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData("HS256", 31, false)]
    [InlineData("HS256", 32, true)]
    [InlineData("HS384", 47, false)]
    [InlineData("HS384", 48, true)]
    [InlineData("HS512", 63, false)]
    [InlineData("HS512", 64, true)]
    public void A_secret_needs_as_many_bytes_as_the_hash(string algorithm, int bytes, bool accepted)
    {
        var create = () => HandMade.Access(_clock, options => (options.Algorithm, options.SecretKey) = (algorithm, new string('k', bytes)));

        if (accepted)
        {
            create.Should().NotThrow();
            return;
        }

        create.Should().Throw<InvalidOperationException>().Which.Message.Should()
            .Contain($"SecretKey has {bytes} bytes, and {algorithm} needs {bytes + 1} or more").And.Contain("openssl rand -base64 48").And.Contain("AllowShortSecretKey").And.NotContain("kkkk");
    }

    [Fact]
    public void Bytes_are_counted_not_characters()
    {
        var scheme = HandMade.Access(_clock, options => options.SecretKey = new string('é', 16));

        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), secret: new string('é', 16))).Should().Be("accepted");
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public void A_short_secret_shared_with_another_service_gives_the_same_signatures(string algorithm)
    {
        const string Short = "secret_key";
        var scheme = HandMade.Access(_clock, options => (options.SecretKey, options.Algorithm, options.AllowShortSecretKey) = (Short, algorithm, true));
        var ours = scheme.CreateAccessToken(new { username = "ada" });
        var input = ours[..ours.LastIndexOf('.')];

        Tokens.Sign(Tokens.ReadPayload(ours).GetRawText(), Tokens.ReadHeader(ours).GetRawText(), Short, algorithm).Should().Be(ours);
        input.Should().NotBeEmpty();
        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), $$"""{"alg":"{{algorithm}}"}""", Short, algorithm)).Should().Be("accepted");
        scheme.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), $$"""{"alg":"{{algorithm}}"}""", "secret_kez", algorithm)).Should().Be("signature_invalid");
    }

    [Fact]
    public void The_kid_is_the_thumbprint_so_that_nodes_agree_on_it_and_it_tells_nothing()
    {
        var first = HandMade.Access(_clock).Settings.Keys.Current;
        var second = HandMade.Refresh(_clock).Settings.Keys.Current;
        var other = HandMade.Access(_clock, options => options.SecretKey += "!").Settings.Keys.Current;

        // RFC 7638, section 3: SHA-256 of the required members in order, no spaces.
        var jwk = $$"""{"k":"{{Base64UrlEncoder.Encode(TestApp.Secret)}}","kty":"oct"}""";
        first.KeyId.Should().Be(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(jwk))));
        second.KeyId.Should().Be(first.KeyId);
        other.KeyId.Should().NotBe(first.KeyId);
    }

    [Theory]
    [InlineData("HS256", 32)]
    [InlineData("HS384", 48)]
    [InlineData("HS512", 64)]
    public void A_signature_has_the_length_of_the_hash_and_every_bit_counts(string algorithm, int length)
    {
        var key = SigningKey.FromSecret(Encoding.UTF8.GetBytes(TestApp.Secret), algorithm);
        var input = "header.payload"u8.ToArray();
        var signature = new byte[key.SignatureLength];

        key.Sign(input, signature);

        signature.Should().HaveCount(length);
        key.Verify(input, signature).Should().BeTrue();
        key.Verify(input, signature.AsSpan(..^1)).Should().BeFalse();
        key.Verify(input, [.. signature, 0]).Should().BeFalse();
        key.Verify(input, []).Should().BeFalse();
        key.Verify("header.payloae"u8, signature).Should().BeFalse();
        for (var bit = 0; bit < length * 8; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            key.Verify(input, signature).Should().BeFalse();
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_buffer_too_small_for_a_signature_is_an_exception_not_half_a_signature()
    {
        var key = SigningKey.FromSecret(Encoding.UTF8.GetBytes(TestApp.Secret), "HS256");

        var sign = () => key.Sign("input"u8, new byte[31]);

        sign.Should().Throw<Exception>();
    }

    [Fact]
    public void Many_threads_sign_and_verify_with_one_key()
    {
        var scheme = HandMade.Access(_clock);

        Parallel.For(0, 2_000, number =>
        {
            var token = scheme.CreateAccessToken(new { number }, uniqueIdentifier: "1");
            scheme.Verdict(token).Should().Be("accepted");
            scheme.Verdict(token[..^3] + (token.EndsWith("AAA", StringComparison.Ordinal) ? "BBA" : "AAA")).Should().BeOneOf("signature_invalid", "token_malformed");
        });
    }

    [Theory]
    [InlineData("HS256", "HS384")]
    [InlineData("HS256", "HS512")]
    [InlineData("HS384", "HS256")]
    [InlineData("HS384", "HS512")]
    [InlineData("HS512", "HS256")]
    [InlineData("HS512", "HS384")]
    public void A_token_of_another_algorithm_is_refused_although_the_secret_is_the_same(string ours, string theirs)
    {
        var verifies = HandMade.Access(_clock, options => options.Algorithm = ours);
        var signs = HandMade.Access(_clock, options => options.Algorithm = theirs);

        verifies.Verdict(signs.CreateAccessToken(new { username = "ada" })).Should().Be("algorithm_not_allowed");
        verifies.Verdict(Tokens.Sign(Tokens.Payload(_clock.GetUtcNow()), $$"""{"alg":"{{ours}}"}""", algorithm: theirs)).Should().Be("signature_invalid");
    }
}
