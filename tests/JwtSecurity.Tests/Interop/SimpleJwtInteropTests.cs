using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>SimpleJWT's own token classes: tokens go both ways, and a refresh token of one side is renewed on the other.</summary>
[Collection(SharedPython.Name)]
public sealed class SimpleJwtInteropTests(PythonLibraries python)
{
    private const string SimpleJwt = "SimpleJWT";

    public static TheoryData<string> Algorithms => [.. InteropKey.AlgorithmsOf(SimpleJwt)];

    [PythonTheory]
    [MemberData(nameof(Algorithms))]
    public async Task Theirs_are_accepted_here(string algorithm)
    {
        var key = InteropKey.For(algorithm);

        var access = await key.Access(JwtDialect.SimpleJwt).Accept(await python.EncodeAsync(SimpleJwt, key, ("subject", new { user_id = 7, name = "Ada" }), ("kind", "access"), ("lifetime", 300)));
        var refresh = await key.Refresh(JwtDialect.SimpleJwt).Accept(await python.EncodeAsync(SimpleJwt, key, ("subject", new { user_id = "7" }), ("kind", "refresh"), ("lifetime", 300)));

        access.Subject.GetRawText().Should().Be("""{"user_id":"7","name":"Ada"}""");
        refresh.Subject.GetRawText().Should().Be("""{"user_id":"7"}""");
        (access.ExpiresAt - access.IssuedAt).Should().Be(TimeSpan.FromSeconds(300));
        Guid.TryParseExact(access.Jti, "N", out _).Should().BeTrue();
    }

    [PythonTheory]
    [MemberData(nameof(Algorithms))]
    public async Task Ours_are_decoded_there(string algorithm)
    {
        var key = InteropKey.For(algorithm);
        var pair = key.Access(JwtDialect.SimpleJwt).CreateTokenPair(new { user_id = 7, name = "Ada" });

        (await python.DecodeAsync(SimpleJwt, key, pair.AccessToken)).ShouldSay(Tokens.ReadPayload(pair.AccessToken));
        (await python.DecodeAsync(SimpleJwt, key, pair.RefreshToken, ("kind", "refresh"))).ShouldSay(Tokens.ReadPayload(pair.RefreshToken));
        (await python.DecodeAsync(SimpleJwt, key, pair.AccessToken, ("kind", "untyped"))).ShouldSay(Tokens.ReadPayload(pair.AccessToken));
    }

    // Whatever the token has beside its own claims goes into the access token there, and is the subject here.
    [PythonTheory]
    [MemberData(nameof(Algorithms))]
    public async Task A_refresh_token_of_ours_is_renewed_there_and_the_access_token_is_accepted_here(string algorithm)
    {
        var key = InteropKey.For(algorithm);
        var access = key.Access(JwtDialect.SimpleJwt);
        var refresh = access.CreateRefreshToken(
            new { user_id = 7, name = "Ada" }, details: new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["scope"] = "read" } });

        var renewed = await access.Accept((await python.CallAsync(SimpleJwt, "renew", key, ("token", refresh), ("verifying_key", key.VerifyingKey))).GetString()!);

        renewed.Subject.GetRawText().Should().Be("""{"user_id":"7","name":"Ada","scope":"read"}""");
        renewed.Jti.Should().NotBe(Tokens.ReadPayload(refresh).GetProperty("jti").GetString());
    }

    [PythonFact]
    public async Task What_is_refused_here_is_refused_there()
    {
        var key = InteropKey.Default;
        var access = key.Access(JwtDialect.SimpleJwt);
        var refresh = key.Refresh(JwtDialect.SimpleJwt);
        var pair = access.CreateTokenPair(new { user_id = 7 });
        var expired = key.AccessAt(TimeSpan.FromHours(-1), JwtDialect.SimpleJwt).CreateTokenPair(new { user_id = 7 }, refreshExpiresDelta: TimeSpan.FromMinutes(1));

        (access.Verdict(pair.RefreshToken), refresh.Verdict(pair.AccessToken), access.Verdict(expired.AccessToken)).Should().Be(("wrong_token_type", "wrong_token_type", "token_expired"));
        (await python.RefusalAsync(SimpleJwt, key, pair.RefreshToken)).Should().Be("TokenError: Token has wrong type");
        (await python.RefusalAsync(SimpleJwt, key, pair.AccessToken, ("kind", "refresh"))).Should().Be("TokenError: Token has wrong type");
        (await python.RefusalAsync(SimpleJwt, key, expired.AccessToken)).Should().StartWith("TokenError: Token is ").And.Contain("expired");
        (await python.RefusalAsync(SimpleJwt, key, expired.RefreshToken, ("kind", "refresh"))).Should().StartWith("TokenError: Token is ").And.Contain("expired");
        (await python.RefusalAsync(SimpleJwt, key, "nonsense")).Should().StartWith("TokenError: Token is invalid");
    }

    [PythonTheory]
    [InlineData("access", -1, "token_expired")]
    [InlineData("refresh", 300, "wrong_token_type")]
    public async Task What_is_refused_there_is_refused_here(string kind, int lifetime, string verdict)
    {
        var token = await python.EncodeAsync(SimpleJwt, InteropKey.Default, ("subject", new { user_id = 7 }), ("kind", kind), ("lifetime", lifetime));

        (await python.RefusalAsync(SimpleJwt, InteropKey.Default, token)).Should().StartWith("TokenError:");
        InteropKey.Default.Access(JwtDialect.SimpleJwt).Verdict(token).Should().Be(verdict);
    }
}
