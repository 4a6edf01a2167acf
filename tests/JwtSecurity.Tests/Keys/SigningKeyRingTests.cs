using System.Text;
using JwtSecurity.Tests.TestKit;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Tests.Keys;

/// <summary>Several keys: which one signs, and which one a token is verified with.</summary>
public sealed class SigningKeyRingTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void The_last_one_listed_signs_and_all_verify()
    {
        var (first, second, third) = (Key("first"), Key("second"), SigningKey.Generate("ES256", "third"));
        var scheme = HandMade.WithKeys(_clock, first, second, third);

        KeyIdOf(scheme).Should().Be("third");
        foreach (var key in (SigningKey[])[first, second, third])
        {
            scheme.Verdict(HandMade.WithKeys(_clock, key).CreateAccessToken(new { username = "ada" })).Should().Be("accepted");
        }
    }

    [Fact]
    public void SecretKey_is_the_oldest_of_them()
    {
        var scheme = HandMade.Access(_clock, options => options.SigningKeys.Add(SigningKey.Generate("ES256", "newer")));

        KeyIdOf(scheme).Should().Be("newer");
        scheme.Verdict(HandMade.Access(_clock).CreateAccessToken(new { username = "ada" })).Should().Be("accepted");
        scheme.Settings.Keys.All.Select(key => key.Algorithm).Should().Equal("HS256", "ES256");
    }

    [Fact]
    public void A_key_verifies_before_its_time_and_signs_from_then_on()
    {
        var next = Key("next").WithActiveFrom(_clock.GetUtcNow().AddHours(1));
        var scheme = HandMade.WithKeys(_clock, next, Key("now"));
        var early = HandMade.WithKeys(_clock, Key("next")).CreateAccessToken(new { username = "ada" });

        (KeyIdOf(scheme), scheme.Verdict(early)).Should().Be(("now", "accepted"));
        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        KeyIdOf(scheme).Should().Be("now");
        _clock.Advance(TimeSpan.FromTicks(1));
        KeyIdOf(scheme).Should().Be("next");
    }

    [Fact]
    public void Of_those_whose_time_has_come_the_latest_signs_wherever_it_stands()
    {
        var now = _clock.GetUtcNow();
        var scheme = HandMade.WithKeys(_clock, Key("b").WithActiveFrom(now.AddHours(-1)), Key("c").WithActiveFrom(now.AddHours(1)), Key("a").WithActiveFrom(now.AddHours(-2)), Key("no time"));

        KeyIdOf(scheme).Should().Be("b");
        _clock.Advance(TimeSpan.FromHours(1));
        KeyIdOf(scheme).Should().Be("c");

        // The clock of a machine may be set back.
        _clock.Advance(TimeSpan.FromHours(-2));
        KeyIdOf(scheme).Should().Be("b");
    }

    [Fact]
    public void Of_two_with_the_same_time_the_last_one_listed_signs()
    {
        // The same instant, as two offsets write it.
        var (time, same) = (_clock.GetUtcNow(), _clock.GetUtcNow().ToOffset(TimeSpan.FromHours(5)));

        KeyIdOf(HandMade.WithKeys(_clock, Key("a").WithActiveFrom(time), Key("b").WithActiveFrom(same))).Should().Be("b");
        KeyIdOf(HandMade.WithKeys(_clock, Key("b").WithActiveFrom(same), Key("a").WithActiveFrom(time))).Should().Be("a");
    }

    [Fact]
    public void A_verify_only_key_never_signs_even_as_the_newest()
    {
        KeyIdOf(HandMade.WithKeys(_clock, Key("old"), Key("new").AsVerifyOnly())).Should().Be("old");
    }

    [Fact]
    public void Where_none_can_sign_yet_the_exception_says_from_when_on()
    {
        var scheme = HandMade.WithKeys(_clock, Key("b").WithActiveFrom(_clock.GetUtcNow().AddDays(2)), Key("a").WithActiveFrom(_clock.GetUtcNow().AddDays(1)), Key("never").AsVerifyOnly());

        var create = () => scheme.CreateAccessToken(new { username = "ada" });

        create.Should().Throw<InvalidOperationException>()
            .WithMessage("No key can sign now: the first is active from 2026-06-02T12:00:00.0000000+00:00 on. Add one to SigningKeys that is active before, or set SecretKey.");
        _clock.Advance(TimeSpan.FromDays(1));
        KeyIdOf(scheme).Should().Be("a");
    }

    [Fact]
    public void A_scheme_that_only_verifies_starts_and_every_way_to_create_says_why_it_cannot()
    {
        var scheme = HandMade.WithKeys(_clock, SigningKey.FromPem(KeyPairs.PublicPem("RS256")));
        Action[] creations =
        [
            () => scheme.CreateAccessToken(new { }), () => scheme.CreateRefreshToken(new { }), () => scheme.CreateTokenPair(new { }),
        ];

        creations.Should().AllSatisfy(create => create.Should().Throw<InvalidOperationException>().WithMessage("No key can sign: those there are only verify.*"));
    }

    [Fact]
    public void A_token_is_verified_with_the_key_it_names_and_no_other()
    {
        var (a, b) = (Key("a"), Key("b"));
        var scheme = HandMade.WithKeys(_clock, a, b);
        var payload = Tokens.Payload(_clock.GetUtcNow());

        scheme.Verdict(SignWith(a, payload, """{"alg":"HS256","kid":"a"}""")).Should().Be("accepted");
        scheme.Verdict(SignWith(a, payload, """{"alg":"HS256","kid":"b"}""")).Should().Be("signature_invalid");
        scheme.Verdict(SignWith(a, payload, """{"alg":"HS256","kid":"c"}""")).Should().Be("key_unknown");
        scheme.Verdict(SignWith(a, payload, """{"alg":"HS256","kid":"A"}""")).Should().Be("key_unknown");
        scheme.Verdict(SignWith(a, payload, """{"alg":"HS256","kid":""}""")).Should().Be("key_unknown");
    }

    [Fact]
    public void A_token_that_names_no_key_is_tried_with_every_key_of_its_algorithm()
    {
        SigningKey[] keys = [Key("a"), SigningKey.Generate("HS512", "b"), Key("c"), SigningKey.Generate("ES256", "d"), Key("e").AsVerifyOnly()];
        var scheme = HandMade.WithKeys(_clock, keys);
        var payload = Tokens.Payload(_clock.GetUtcNow());

        foreach (var key in (SigningKey[])[Key("a"), keys[1], Key("c"), keys[3], Key("e")])
        {
            scheme.Verdict(SignWith(key, payload, $$"""{"alg":"{{key.Algorithm}}"}""")).Should().Be("accepted");
        }

        scheme.Verdict(SignWith(Key("f"), payload, """{"alg":"HS256"}""")).Should().Be("signature_invalid");
        scheme.Verdict(SignWith(Key("a"), payload, """{"alg":"HS384"}""")).Should().Be("algorithm_not_allowed");
    }

    [Fact]
    public void No_more_than_eight_keys_are_tried_the_newest()
    {
        var keys = Enumerable.Range(0, 10).Select(number => Key($"key {number}")).ToArray();
        var scheme = HandMade.WithKeys(_clock, [.. keys, SigningKey.Generate("HS512")]);
        var payload = Tokens.Payload(_clock.GetUtcNow());

        keys.Select(key => scheme.Verdict(SignWith(key, payload, """{"alg":"HS256"}"""))).Should()
            .Equal(["signature_invalid", "signature_invalid", .. Enumerable.Repeat("accepted", 8)]);

        // Named, each of them is found.
        keys.Select(key => scheme.Verdict(SignWith(key, payload, $$"""{"alg":"HS256","kid":"{{key.KeyId}}"}"""))).Should().AllBe("accepted");
    }

    [Fact]
    public void Two_keys_of_one_name_stop_the_start()
    {
        var key = KeyPairs.SigningKey("RS256");
        (SigningKey, SigningKey)[] pairs =
        [
            (Key("same"), SigningKey.Generate("ES256", "same")), (key, key), (key, key.AsVerifyOnly()), (key, SigningKey.FromPem(KeyPairs.Pem("RS256"), "PS256")),
        ];

        foreach (var (one, other) in pairs)
        {
            var create = () => HandMade.WithKeys(_clock, one, other);
            create.Should().Throw<InvalidOperationException>().WithMessage($"*2 keys have the KeyId '{one.KeyId}'. If it is one key twice, remove one, be it SecretKey; if it is one with two algorithms, give each a KeyId of its own.");
        }

        var secretTwice = () => HandMade.Access(_clock, options => options.SigningKeys.Add(SigningKey.FromSecret(TestApp.Secret)));
        secretTwice.Should().Throw<InvalidOperationException>().WithMessage("*2 keys have the KeyId*");
    }

    [Fact]
    public void One_key_may_have_two_algorithms_under_two_names()
    {
        var scheme = HandMade.WithKeys(_clock, SigningKey.FromPem(KeyPairs.Pem("RS256"), "RS256", keyId: "rs"), SigningKey.FromPem(KeyPairs.Pem("RS256"), "PS256", keyId: "ps"));
        var payload = Tokens.Payload(_clock.GetUtcNow());

        scheme.Verdict(Tokens.Sign(payload, """{"alg":"RS256","kid":"rs"}""", KeyPairs.Of("RS256"), "RS256")).Should().Be("accepted");
        scheme.Verdict(Tokens.Sign(payload, """{"alg":"PS256","kid":"ps"}""", KeyPairs.Of("RS256"), "PS256")).Should().Be("accepted");
        scheme.Verdict(Tokens.Sign(payload, """{"alg":"PS256","kid":"rs"}""", KeyPairs.Of("RS256"), "PS256")).Should().Be("algorithm_not_allowed");
        scheme.Verdict(Tokens.Sign(payload, """{"alg":"PS256"}""", KeyPairs.Of("RS256"), "RS256")).Should().Be("signature_invalid");
    }

    [Fact]
    public void No_key_at_all_stops_the_start()
    {
        foreach (var secretKey in (string?[])[null, ""])
        {
            var create = () => HandMade.Access(_clock, options => options.SecretKey = secretKey);
            create.Should().Throw<InvalidOperationException>().WithMessage("*There is no key. Set SecretKey to a secret of 32 bytes or more, *`openssl rand -base64 48` prints a good one. RSA and EC keys go into SigningKeys.");
        }
    }

    [Fact]
    public void Null_among_the_keys_stops_the_start()
    {
        var create = () => HandMade.Access(_clock, options => options.SigningKeys.Add(null!));

        create.Should().Throw<InvalidOperationException>().WithMessage("*SigningKeys contains null. Remove it.");
    }

    [Fact]
    public void Algorithm_is_about_SecretKey_alone()
    {
        var scheme = HandMade.Access(_clock, options =>
        {
            (options.SecretKey, options.Algorithm, options.AllowShortSecretKey) = (null, "ES256", true);
            options.SigningKeys.Add(SigningKey.Generate("RS256"));
        });
        Tokens.ReadHeader(scheme.CreateAccessToken(new { })).GetProperty("alg").GetString().Should().Be("RS256");

        var create = () => HandMade.Access(_clock, options =>
        {
            options.Algorithm = "ES256";
            options.SigningKeys.Add(SigningKey.Generate("ES256"));
        });
        create.Should().Throw<InvalidOperationException>().WithMessage("*Algorithm is 'ES256'. Set it to one of HS256, HS384, HS512. It is that of SecretKey: RSA and EC keys go into SigningKeys, each with its own.");
    }

    private static SigningKey Key(string name) => SigningKey.FromSecret($"the secret of the key that is called {name}", keyId: name);

    private static string? KeyIdOf(JwtSecurityScheme scheme) => Tokens.ReadHeader(scheme.CreateAccessToken(new { username = "ada" })).GetProperty("kid").GetString();

    private static string SignWith(SigningKey key, string payload, string header)
    {
        var signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}";
        var signature = new byte[key.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(signed), signature);
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
    }
}
