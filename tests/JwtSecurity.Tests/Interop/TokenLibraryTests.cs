using System.Text.Json;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Interop;

/// <summary>PyJWT, python-jose and authlib: what each makes is accepted here, what is made here each decodes, claim by claim.</summary>
[Collection(SharedPython.Name)]
public sealed class TokenLibraryTests(PythonLibraries python)
{
    private static readonly string[] s_libraries = ["PyJWT", "python-jose", "authlib"];

    public static TheoryData<string> Libraries => [.. s_libraries];

    public static TheoryData<string, string, string> Everything
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var library in s_libraries)
            {
                foreach (var algorithm in InteropKey.AlgorithmsOf(library))
                {
                    foreach (var dialect in DialectTokens.BuiltIn)
                    {
                        data.Add(library, algorithm, dialect.Name);
                    }
                }
            }

            return data;
        }
    }

    [PythonTheory]
    [MemberData(nameof(Everything))]
    public async Task Theirs_are_accepted_here(string library, string algorithm, string dialect)
    {
        var key = InteropKey.For(algorithm);
        var claims = JsonDocument.Parse(DialectTokens.Payload(dialect, Now, changes: [("n", 1.5), ("text", "Grüße, 日本 \" \\ \U0001F600"), ("list", new object[] { 1, "x" })])).RootElement;

        var credentials = await key.Access(DialectTokens.Named(dialect)).Accept(await python.EncodeAsync(library, key, ("claims", claims)));

        credentials.Claims.ShouldSay(claims);
        credentials.Jti.Should().Be(claims.GetProperty("jti").GetString());
        credentials.ExpiresAt.ToUnixTimeSeconds().Should().Be(claims.GetProperty("exp").GetInt64());
    }

    [PythonTheory]
    [MemberData(nameof(Everything))]
    public async Task Ours_are_decoded_there(string library, string algorithm, string dialect)
    {
        var key = InteropKey.For(algorithm);
        var subject = DialectTokens.Subject(("text", "Grüße, 日本 \" \\ \U0001F600"), ("list", new object[] { 1, "x" }));
        var pair = key.Access(DialectTokens.Named(dialect)).CreateTokenPair(subject);

        foreach (var token in new[] { pair.AccessToken, pair.RefreshToken })
        {
            (await python.DecodeAsync(library, key, token)).ShouldSay(Tokens.ReadPayload(token));
        }
    }

    [PythonTheory]
    [MemberData(nameof(Libraries))]
    public async Task What_a_caller_adds_is_read_there(string library)
    {
        var token = InteropKey.Default.Access(JwtDialect.FastApiJwt).CreateAccessToken(new { username = "ada" }, details: new JwtTokenDetails
        {
            Claims = new Dictionary<string, object?> { ["scope"] = "read", ["azp"] = "web" },
            Header = new Dictionary<string, object?> { ["typ"] = "at+jwt", ["tenant"] = "a" },
            NotBefore = Now.AddSeconds(-10),
            Fresh = true,
        });

        var claims = await python.DecodeAsync(library, InteropKey.Default, token);

        claims.ShouldSay(Tokens.ReadPayload(token));
        (claims.GetProperty("scope").GetString(), claims.GetProperty("fresh").GetBoolean()).Should().Be(("read", true));
    }

    [PythonTheory]
    [MemberData(nameof(Libraries))]
    public async Task What_their_caller_adds_to_a_header_changes_nothing_here(string library)
    {
        var token = await python.EncodeAsync(
            library, InteropKey.Default, ("claims", JsonDocument.Parse(Tokens.Payload(Now)).RootElement), ("headers", new { typ = "at+jwt", tenant = "a" }));

        Tokens.ReadHeader(token).GetProperty("tenant").GetString().Should().Be("a");
        InteropKey.Default.Access(JwtDialect.FastApiJwt).Verdict(token).Should().Be("accepted");
    }

    [PythonTheory]
    [MemberData(nameof(Libraries))]
    public async Task A_short_secret_is_the_same_key_on_both_sides(string library)
    {
        var access = InteropKey.Short.Access(JwtDialect.FastApiJwt);
        var theirs = await python.EncodeAsync(library, InteropKey.Short, ("claims", JsonDocument.Parse(Tokens.Payload(Now)).RootElement));
        var ours = access.CreateAccessToken(new { username = "ada" });

        access.Verdict(theirs).Should().Be("accepted");
        (await python.DecodeAsync(library, InteropKey.Short, ours)).ShouldSay(Tokens.ReadPayload(ours));
        (await python.RefusalAsync(library, InteropKey.Default, ours)).Should().NotBe("accepted");
        InteropKey.Default.Access(JwtDialect.FastApiJwt).Verdict(theirs).Should().Be("signature_invalid");
    }

    [PythonTheory]
    [InlineData("PyJWT", "api")]
    [InlineData("python-jose", "api")]
    [InlineData("authlib", "api")]
    [InlineData("PyJWT", "api,admin")]
    [InlineData("python-jose", "api,admin")]
    [InlineData("authlib", "api,admin")]
    public async Task Issuer_and_audiences_mean_the_same_on_both_sides(string library, string audiences)
    {
        var access = InteropKey.Default.Access(JwtDialect.FastApiJwt, options =>
        {
            options.Issuer = "us";
            Array.ForEach(audiences.Split(','), options.Audiences.Add);
        });
        var ours = access.CreateAccessToken(new { username = "ada" });
        object aud = audiences.Split(',') is [var one] ? one : audiences.Split(',');
        var theirs = await python.EncodeAsync(library, InteropKey.Default, ("claims", JsonDocument.Parse(Tokens.Payload(Now, changes: [("iss", "us"), ("aud", aud)])).RootElement));

        (await python.DecodeAsync(library, InteropKey.Default, ours, ("audience", "api"), ("issuer", "us"))).ShouldSay(Tokens.ReadPayload(ours));
        (await python.RefusalAsync(library, InteropKey.Default, ours, ("audience", "other"), ("issuer", "us"))).Should().NotBe("accepted");
        (await python.RefusalAsync(library, InteropKey.Default, ours, ("audience", "api"), ("issuer", "them"))).Should().NotBe("accepted");
        access.Verdict(theirs).Should().Be("accepted");
        access.Verdict(await python.EncodeAsync(library, InteropKey.Default, ("claims", JsonDocument.Parse(Tokens.Payload(Now, changes: [("iss", "us"), ("aud", "other")])).RootElement))).Should().Be("audience_invalid");
    }

    [PythonTheory]
    [InlineData("PyJWT", "ExpiredSignatureError", "ImmatureSignatureError", "InvalidSignatureError", "InvalidAlgorithmError")]
    [InlineData("python-jose", "ExpiredSignatureError", "JWTClaimsError", "JWTError", "JWTError")]
    [InlineData("authlib", "ExpiredTokenError", "InvalidTokenError", "BadSignatureError", "UnsupportedAlgorithmError")]
    public async Task What_is_refused_here_is_refused_there(string library, string expired, string notYetValid, string forged, string otherAlgorithm)
    {
        var key = InteropKey.Default;
        var ours = key.Access(JwtDialect.FastApiJwt);
        var past = key.AccessAt(TimeSpan.FromHours(-1), JwtDialect.FastApiJwt).CreateAccessToken(new { username = "ada" });
        var future = ours.CreateAccessToken(new { username = "ada" }, details: new JwtTokenDetails { NotBefore = Now.AddMinutes(10) });
        var elsewhere = key.Access(JwtDialect.FastApiJwt, options => options.SecretKey = TestApp.OtherSecret).CreateAccessToken(new { username = "ada" });
        var stronger = InteropKey.For("HS512").Access(JwtDialect.FastApiJwt).CreateAccessToken(new { username = "ada" });

        (ours.Verdict(past), ours.Verdict(future), ours.Verdict(Tokens.Sign(Tokens.Payload(Now), secret: TestApp.OtherSecret)), ours.Verdict(stronger))
            .Should().Be(("token_expired", "token_not_yet_valid", "signature_invalid", "algorithm_not_allowed"));
        (await python.RefusalAsync(library, key, past)).Should().StartWith(expired + ":");
        (await python.RefusalAsync(library, key, future)).Should().StartWith(notYetValid + ":");
        (await python.RefusalAsync(library, key, elsewhere)).Should().StartWith(forged + ":");
        (await python.RefusalAsync(library, key, stronger)).Should().StartWith(otherAlgorithm + ":");
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
