using System.Net;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Dialects;

/// <summary>Refusals as a client of Flask-JWT-Extended knows them; 401 instead of its 422, unless it is asked for.</summary>
public sealed class FlaskJwtExtendedAnswerTests
{
    public static TheoryData<int> InvalidTokenStatusCodes => [401, 422];

    [Theory]
    [InlineData("/guard", """{"msg":"Missing Authorization Header"}""")]
    [InlineData("/authorize", """{"msg":"Missing Authorization Header"}""")]
    [InlineData("/cookie", """{"msg":"Missing cookie \"access_token_cookie\""}""")]
    [InlineData("/both", """{"msg":"Missing JWT in headers or cookies (Missing Authorization Header; Missing cookie \"access_token_cookie\")"}""")]
    public async Task Without_a_token(string path, string body)
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.FlaskJwtExtended with { InvalidTokenStatusCode = 422 });

        var answer = await app.GetAsync(path);

        Expect(answer, 401, body);
        answer.Challenge.Should().Be("Bearer");
    }

    [Theory]
    [MemberData(nameof(InvalidTokenStatusCodes))]
    public async Task With_a_bad_token(int invalid)
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.FlaskJwtExtended with { InvalidTokenStatusCode = invalid }, options =>
        {
            options.Issuer = "us";
            options.Audiences.Add("api");
        });
        var now = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        (string, object?)[] ours = [("iss", "us"), ("aud", "api")];
        string Payload(string type, params (string, object?)[] changes) => DialectTokens.Payload("FlaskJwtExtended", app.Clock.GetUtcNow(), type, [.. ours, .. changes]);

        foreach (var path in new[] { "/guard", "/authorize" })
        {
            async Task Refuse(string token, int status, string msg)
            {
                var answer = await app.GetAsync(path, TokenHeaders.Bearer(token));
                Expect(answer, status, $$"""{"msg":"{{msg}}"}""");
            }

            (await app.GetAsync(path, TokenHeaders.Bearer(Tokens.Sign(Payload("access"))))).Body.Should().Be("in");
            await Refuse("nonsense", invalid, "Not enough segments");
            await Refuse(Tokens.Sign(Payload("access"), secret: "a secret of somebody else, and long enough"), invalid, "Signature verification failed");
            await Refuse(Tokens.Sign(Payload("access"), """{"alg":"HS256","kid":"other"}"""), invalid, "Signature verification failed");
            await Refuse(Tokens.Sign(Payload("access"), """{"alg":"none"}"""), invalid, "The specified alg value is not allowed");
            await Refuse(Tokens.Sign(Payload("access", ("nbf", now + 60))), invalid, "The token is not yet valid (nbf)");
            await Refuse(Tokens.Sign(Payload("access", ("sub", null))), invalid, "Missing claim: sub");
            await Refuse(Tokens.Sign(Payload("access", ("iss", "them"))), invalid, "Invalid issuer");
            await Refuse(Tokens.Sign(Payload("access", ("aud", "other"))), invalid, "Audience doesn't match");
            await Refuse(Tokens.Sign(Payload("refresh")), invalid, "Only non-refresh tokens are allowed");
            await Refuse(Tokens.Sign(Payload("access", ("exp", now))), 401, "Token has expired");
        }

        Expect(await app.GetAsync("/refresh", TokenHeaders.Bearer(Tokens.Sign(Payload("access")))), invalid, """{"msg":"Only refresh tokens are allowed"}""");
    }

    [Fact]
    public async Task After_a_hook_took_the_token_back()
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.FlaskJwtExtended with { InvalidTokenStatusCode = 422 }, options => options.Events.OnTokenValidated = context =>
        {
            context.Reject();
            return Task.CompletedTask;
        });

        Expect(await app.GetAsync("/guard", TokenHeaders.Bearer(app.Scheme<JwtAccessBearer>().CreateAccessToken(new { sub = "ada" }))), 401, """{"msg":"Token has been revoked"}""");
    }

    [Fact]
    public async Task From_another_site_it_is_a_401_with_a_challenge()
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.FlaskJwtExtended);
        var token = app.Scheme<JwtAccessBearer>().CreateAccessToken(new { sub = "ada" });

        var answer = await app.PostAsync("/cookie", TokenHeaders.Cookie(token), ("Sec-Fetch-Site", "cross-site"));

        Expect(answer, 401, """{"msg":"The request came from another site"}""");
        answer.Challenge.Should().Be("Bearer");
    }

    [Theory]
    [InlineData("/role", """{"msg":"The subject lacks a role that is needed here"}""")]
    [InlineData("/scope", """{"msg":"The token lacks a scope that is needed here"}""")]
    public async Task With_a_token_that_permits_too_little(string path, string body)
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.FlaskJwtExtended);

        Expect(await app.GetAsync(path, TokenHeaders.Bearer(app.Scheme<JwtAccessBearer>().CreateAccessToken(new { sub = "ada" }))), 403, body);
    }

    private static void Expect(Answer answer, int status, string body)
    {
        answer.Body.Should().Be(body);
        answer.Status.Should().Be((HttpStatusCode)status);
        answer.Headers["Content-Type"].Should().Equal("application/json");
        answer.CacheControl.Should().Be("no-store");
    }
}
