using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Dialects;

/// <summary>A dialect of an application's own: begun with another, checked at the start, and spoken everywhere.</summary>
public sealed class OwnDialectTests
{
    private static readonly JwtDialect s_billing = JwtDialect.SimpleJwt with
    {
        Name = "Billing",
        IdentityClaim = "account",
        TypeClaim = "use",
        AccessType = "a",
        RefreshType = "r",
        JtiFormat = "D",
        AccessTokenField = "jwt",
        RefreshTokenField = "renewal",
        TokenTypeField = "kind",
        InvalidTokenStatusCode = 400,
        ErrorAnswer = context => context.Answer with { Body = new JsonObject { ["error"] = context.Code, ["text"] = context.Answer.Detail } },
    };

    private readonly ManualTimeProvider _clock = new();

    public static TheoryData<string, JwtDialect> Impossible => new()
    {
        { "*'Billing' has a claim without a name*", s_billing with { TypeClaim = " " } },
        { "*'Billing' has a claim without a name*", s_billing with { IdentityClaim = "" } },
        { "*'Billing' has one name for two claims*", s_billing with { TypeClaim = "account" } },
        { "*'FastApiJwt' has one name for two claims*", JwtDialect.FastApiJwt with { SubjectClaim = "type" } },
        { "*'Billing' uses the claim 'jti'*", s_billing with { TypeClaim = "jti" } },
        { "*'FastApiJwt' uses the claim 'csrf'*", JwtDialect.FastApiJwt with { SubjectClaim = "csrf" } },
        { "*'Billing' has the AccessType 'r' and the RefreshType 'r'*", s_billing with { AccessType = "r" } },
        { "*'Billing' has the AccessType '' and*", s_billing with { AccessType = "" } },
        { "*'Billing' has an IdentityClaim, 'account', and a SubjectClaim, 'subject'*", s_billing with { SubjectClaim = "subject" } },
        { "*'Billing' has the JtiFormat 'X'*", s_billing with { JtiFormat = "X" } },
        { "*'Billing' has the InvalidTokenStatusCode 200*", s_billing with { InvalidTokenStatusCode = 200 } },
        { "*'Billing' has the InvalidTokenStatusCode 500*", s_billing with { InvalidTokenStatusCode = 500 } },
        { "*'Billing' calls the members of a token pair 'x', 'x'*", s_billing with { AccessTokenField = "x", RefreshTokenField = "x" } },
        { "*'Billing' calls the members of a token pair '', *", s_billing with { AccessTokenField = "" } },
        { "*'Billing' calls the members of a token pair '', *", s_billing with { AccessTokenField = null! } },
    };

    [Fact]
    public async Task Its_names_are_written_and_read()
    {
        var access = HandMade.Access(_clock, options => options.Dialect = s_billing);
        var pair = access.CreateTokenPair(new { account = 7, plan = "large" });
        var jti = Tokens.ReadPayload(pair.AccessToken).GetProperty("jti").GetString();

        Tokens.ReadPayload(pair.AccessToken).GetRawText().Should().Be($$"""{"account":"7","plan":"large","use":"a","exp":1780316100,"iat":1780315200,"jti":"{{jti}}"}""");
        Guid.TryParseExact(jti, "D", out _).Should().BeTrue();
        Tokens.ReadPayload(pair.RefreshToken).GetProperty("use").GetString().Should().Be("r");
        JsonSerializer.Serialize(pair).Should().Be($$"""{"jwt":"{{pair.AccessToken}}","renewal":"{{pair.RefreshToken}}","kind":"bearer"}""");
        (await access.Accept(pair.AccessToken)).Subject.GetRawText().Should().Be("""{"account":"7","plan":"large"}""");
        HandMade.Access(_clock, options => options.Dialect = JwtDialect.SimpleJwt).Verdict(pair.AccessToken).Should().Be("claim_invalid");
    }

    [Fact]
    public void A_subject_may_stand_in_a_claim_of_another_name()
    {
        var access = HandMade.Access(_clock, options => options.Dialect = JwtDialect.FastApiJwt with { SubjectClaim = "user", WritesNotBefore = true, ExpiresInField = null });
        var pair = access.CreateTokenPair(new { exp = "of its own" });

        Tokens.ReadPayload(pair.AccessToken).GetProperty("user").GetRawText().Should().Be("""{"exp":"of its own"}""");
        Tokens.ReadPayload(pair.AccessToken).GetProperty("nbf").GetInt64().Should().Be(1780315200);
        access.Verdict(pair.AccessToken).Should().Be("accepted");
        JsonSerializer.Serialize(pair).Should().EndWith(",\"token_type\":\"bearer\"}");
        var create = () => access.CreateAccessToken(new { }, details: new JwtTokenDetails { Claims = new Dictionary<string, object?> { ["user"] = "x" } });
        create.Should().Throw<ArgumentException>().WithMessage("The claim 'user' is reserved*or put it into the subject.*");
    }

    [Fact]
    public async Task Its_answers_are_given_on_both_roads_in_its_words()
    {
        await using var app = await DialectApp.StartAsync(s_billing);
        var refresh = app.Scheme<JwtRefreshBearer>().CreateRefreshToken(new { account = 7 });

        foreach (var path in new[] { "/guard", "/authorize" })
        {
            var missing = await app.GetAsync(path);
            var wrongType = await app.GetAsync(path, TokenHeaders.Bearer(refresh));

            (missing.Status, missing.Body, missing.Challenge).Should().Be((HttpStatusCode.Unauthorized, """{"error":"credentials_missing","text":"Credentials are not provided"}""", "Bearer"));
            (wrongType.Status, wrongType.Body).Should().Be((HttpStatusCode.BadRequest, """{"error":"wrong_token_type","text":"Invalid token: 'use' is not 'a'"}"""));
            wrongType.Challenge.Should().Be("Bearer error=\"invalid_token\", error_description=\"Invalid token: 'use' is not 'a'\"");
        }
    }

    [Fact]
    public async Task Without_an_answer_of_its_own_it_has_problem_details_with_its_names()
    {
        await using var app = await DialectApp.StartAsync(s_billing with { ErrorAnswer = null, InvalidTokenStatusCode = 422 });

        var answer = await app.GetAsync("/guard", TokenHeaders.Bearer(Tokens.Sign(DialectTokens.Payload("SimpleJwt", app.Clock.GetUtcNow(), changes: ("use", "a")))));

        answer.Body.Should().Be("""{"type":"https://tools.ietf.org/html/rfc4918#section-11.2","title":"Unprocessable Entity","status":422,"detail":"Invalid token: 'account' is missing or no text","code":"claim_invalid"}""");
        answer.Headers["Content-Type"].Should().Equal("application/problem+json");
    }

    [Fact]
    public async Task What_is_handed_to_the_application_speaks_it_too()
    {
        var heard = new List<JwtValidationError>();
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            app =>
            {
                app.MapGet("/guard", (JwtAuthorizationCredentials credentials) => "in");
                app.MapGet("/by-hand", async (JwtAccessBearer access) => (await access.ValidateAsync("nonsense")).Error!.ToResult());
                app.MapGet("/failure", async (HttpContext context) => (await context.AuthenticateAsync()).Failure!.Message);
            },
            options: options =>
            {
                options.Dialect = JwtDialect.FlaskJwtExtended with { InvalidTokenStatusCode = 422 };
                options.Events.OnTokenRejected = context => Hear(context.Error);
                options.Events.OnChallenge = context => Hear(context.Error);
            });

        var answer = await app.GetAsync("/guard", TokenHeaders.Bearer("nonsense"));
        var byHand = await app.GetAsync("/by-hand");

        heard.Select(error => (error.Code, error.Detail, error.StatusCode)).Should().Equal(("token_malformed", "Not enough segments", 422), ("token_malformed", "Not enough segments", 422));
        (byHand.Status, byHand.Body, byHand.Challenge).Should().Be((answer.Status, answer.Body, answer.Challenge));
        (await app.GetAsync("/failure", TokenHeaders.Bearer("nonsense"))).Body.Should().Be("token_malformed", "what goes into logs is the code");

        Task Hear(JwtValidationError error)
        {
            heard.Add(error);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Each_error_is_put_into_words_once()
    {
        var asked = new List<(string Code, JwtTokenType Type, bool Header, string? Cookie)>();
        await using var app = await DialectApp.StartAsync(JwtDialect.FastApiJwt with
        {
            ErrorAnswer = context =>
            {
                asked.Add((context.Code, context.TokenType, context.ReadsHeader, context.CookieName));
                return context.Answer;
            },
        });

        // The start has tried them all.
        asked.Clear();
        for (var i = 0; i < 3; i++)
        {
            (await app.GetAsync("/guard")).Code.Should().Be("credentials_missing");
            (await app.GetAsync("/refresh")).Code.Should().Be("credentials_missing");
            (await app.GetAsync("/both", TokenHeaders.Bearer("nonsense"))).Code.Should().Be("token_malformed");
        }

        asked.Should().Equal(
            ("credentials_missing", JwtTokenType.Access, true, null),
            ("credentials_missing", JwtTokenType.Refresh, true, null),
            ("token_malformed", JwtTokenType.Access, true, "access_token_cookie"));
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void A_dialect_in_which_tokens_could_be_confused_does_not_start(string message, JwtDialect dialect)
    {
        var create = () => HandMade.Access(_clock, options => options.Dialect = dialect);

        create.Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public void No_dialect_is_none()
    {
        var set = () => new JwtSchemeOptions().Dialect = null!;

        set.Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public async Task The_schemes_of_a_set_speak_one()
    {
        var start = () => TestApp.StartAsync(jwt => jwt.AddAccessBearer().AddRefreshBearer(options => options.Dialect = JwtDialect.SimpleJwt), _ => { });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*JwtAccessBearer and JwtRefreshBearer differ in Dialect*Set it once, in AddJwtSecurity*");
    }

    [Fact]
    public async Task Sets_may_speak_one_each()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            app => app.MapGet("/admin", ([Security<JwtAccessBearer>("admin")] JwtAuthorizationCredentials credentials) => credentials.GetString("user_id")),
            builder => builder.Services.AddJwtSecurity("admin", options => (options.SecretKey, options.Dialect) = (TestApp.OtherSecret, JwtDialect.SimpleJwt)).AddAccessBearer());

        var token = app.Scheme<JwtAccessBearer>("admin").CreateAccessToken(new { user_id = 7 });

        (await app.GetAsync("/admin", TokenHeaders.Bearer(token))).Body.Should().Be("7");
        (await app.GetAsync("/admin")).Body.Should().Be("""{"detail":"Authentication credentials were not provided."}""");
    }

    [Fact]
    public void Two_that_say_the_same_are_the_same()
    {
        (JwtDialect.SimpleJwt with { TypeClaim = "token_" + "type", AccessTokenField = "access" }).Should().Be(JwtDialect.SimpleJwt);
        (JwtDialect.SimpleJwt with { TypeClaim = "type" }).Should().NotBe(JwtDialect.SimpleJwt);
        $"{s_billing}".Should().Be("Billing");
    }
}
