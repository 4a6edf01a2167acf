using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>The call that Flask-JWT-Extended's decoder makes, and what it asks of the claims: tokens go both ways.</summary>
[Collection(SharedPython.Name)]
public sealed class FlaskJwtExtendedInteropTests(PythonLibraries python)
{
    private const string Flask = "Flask-JWT-Extended";

    public static TheoryData<string> Algorithms => [.. InteropKey.AlgorithmsOf(Flask)];

    [PythonTheory]
    [MemberData(nameof(Algorithms))]
    public async Task Theirs_are_accepted_here(string algorithm)
    {
        var key = InteropKey.For(algorithm);

        var access = await key.Access(JwtDialect.FlaskJwtExtended).Accept(await python.EncodeAsync(Flask, key, ("subject", new { sub = "ada", locale = "de" }), ("kind", "access"), ("lifetime", 900), ("fresh", true)));
        var refresh = await key.Refresh(JwtDialect.FlaskJwtExtended).Accept(await python.EncodeAsync(Flask, key, ("subject", new { sub = "ada" }), ("kind", "refresh"), ("lifetime", 900)));

        (access["sub"].GetString(), access["locale"].GetString(), refresh["sub"].GetString()).Should().Be(("ada", "de", "ada"));
        access.Claims.GetProperty("fresh").GetBoolean().Should().BeTrue();
        Guid.TryParseExact(access.Claims.GetProperty("csrf").GetString(), "D", out _).Should().BeTrue();
    }

    [PythonTheory]
    [MemberData(nameof(Algorithms))]
    public async Task Ours_are_decoded_there(string algorithm)
    {
        var key = InteropKey.For(algorithm);
        var pair = key.Access(JwtDialect.FlaskJwtExtended).CreateTokenPair(new { sub = 7, locale = "de" }, details: new JwtTokenDetails { Fresh = true });
        var csrf = Tokens.ReadPayload(pair.AccessToken).GetProperty("csrf").GetString();

        var access = await python.DecodeAsync(Flask, key, pair.AccessToken, ("csrf_value", csrf));
        var refresh = await python.DecodeAsync(Flask, key, pair.RefreshToken, ("kind", "refresh"));

        access.ShouldSay(Tokens.ReadPayload(pair.AccessToken));
        refresh.ShouldSay(Tokens.ReadPayload(pair.RefreshToken));
        (access.GetProperty("sub").GetString(), access.GetProperty("fresh").GetBoolean(), refresh.GetProperty("fresh").GetBoolean()).Should().Be(("7", true, false));
    }

    [PythonFact]
    public async Task With_issuer_and_audience_they_are_decoded_there()
    {
        var token = InteropKey.Default.Access(JwtDialect.FlaskJwtExtended, options =>
        {
            options.Issuer = "us";
            options.Audiences.Add("api");
        }).CreateAccessToken(new { sub = "ada" });

        (await python.DecodeAsync(Flask, InteropKey.Default, token, ("audience", "api"), ("issuer", "us"))).ShouldSay(Tokens.ReadPayload(token));
        (await python.DecodeAsync(Flask, InteropKey.Default, token)).ShouldSay(Tokens.ReadPayload(token));
        (await python.RefusalAsync(Flask, InteropKey.Default, token, ("audience", "other"))).Should().StartWith("InvalidAudienceError:");
        (await python.RefusalAsync(Flask, InteropKey.Default, token, ("issuer", "them"))).Should().StartWith("InvalidIssuerError:");
    }

    [PythonFact]
    public async Task What_is_refused_here_is_refused_there_and_in_the_same_words()
    {
        var key = InteropKey.Default;
        var access = key.Access(JwtDialect.FlaskJwtExtended);
        var refresh = key.Refresh(JwtDialect.FlaskJwtExtended);
        var pair = access.CreateTokenPair(new { sub = "ada" });

        (await python.RefusalAsync(Flask, key, pair.RefreshToken)).Should().Be($"ValueError: {await DetailAsync(access, pair.RefreshToken)}").And.EndWith("Only non-refresh tokens are allowed");
        (await python.RefusalAsync(Flask, key, pair.AccessToken, ("kind", "refresh"))).Should().Be($"ValueError: {await DetailAsync(refresh, pair.AccessToken)}").And.EndWith("Only refresh tokens are allowed");
        (await python.RefusalAsync(Flask, key, "nonsense")).Should().Be($"DecodeError: {await DetailAsync(access, "nonsense")}");

        var forged = key.Access(JwtDialect.FlaskJwtExtended, options => options.SecretKey = TestApp.OtherSecret).CreateAccessToken(new { sub = "ada" });
        (await python.RefusalAsync(Flask, key, forged)).Should().Be($"InvalidSignatureError: {await DetailAsync(access, forged)}");

        var stronger = InteropKey.For("HS512").Access(JwtDialect.FlaskJwtExtended).CreateAccessToken(new { sub = "ada" });
        (await python.RefusalAsync(Flask, key, stronger)).Should().Be($"InvalidAlgorithmError: {await DetailAsync(access, stronger)}");

        var early = access.CreateAccessToken(new { sub = "ada" }, details: new JwtTokenDetails { NotBefore = TimeProvider.System.GetUtcNow().AddMinutes(10) });
        (await python.RefusalAsync(Flask, key, early)).Should().Be($"ImmatureSignatureError: {await DetailAsync(access, early)}");

        var expired = key.AccessAt(TimeSpan.FromHours(-1), JwtDialect.FlaskJwtExtended).CreateAccessToken(new { sub = "ada" });
        (await python.RefusalAsync(Flask, key, expired)).Should().StartWith("ExpiredSignatureError:");
        (await DetailAsync(access, expired)).Should().Be("Token has expired", "there a handler of its own says it");
    }

    [PythonFact]
    public async Task A_token_without_its_user_is_refused_on_both_sides_in_the_same_words()
    {
        var token = await python.EncodeAsync(Flask, InteropKey.Default, ("subject", new { }), ("kind", "access"), ("lifetime", 900));

        (await python.RefusalAsync(Flask, InteropKey.Default, token)).Should().Be($"ValueError: {await DetailAsync(InteropKey.Default.Access(JwtDialect.FlaskJwtExtended), token)}");
    }

    private static async Task<string> DetailAsync(JwtSecurityScheme scheme, string token) => (await scheme.ValidateAsync(token)).Error!.Detail;
}
