using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Dialects;

/// <summary>Refusals as a client of Django REST framework and SimpleJWT knows them.</summary>
public sealed class SimpleJwtAnswerTests
{
    private const string NotProvided = """{"detail":"Authentication credentials were not provided."}""";

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    [InlineData("/refresh")]
    [InlineData("/cookie")]
    [InlineData("/both")]
    public async Task Without_a_token(string path)
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.SimpleJwt);

        Expect(await app.GetAsync(path), NotProvided);
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task With_a_bad_token_on_an_endpoint(string path)
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.SimpleJwt);

        foreach (var (token, message) in BadTokens(app, "access", "refresh"))
        {
            Expect(
                await app.GetAsync(path, TokenHeaders.Bearer(token)),
                """{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"MESSAGE"}]}""".Replace("MESSAGE", message));
        }
    }

    [Fact]
    public async Task With_a_bad_token_where_tokens_are_renewed()
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.SimpleJwt);

        foreach (var (token, message) in BadTokens(app, "refresh", "access"))
        {
            Expect(await app.GetAsync("/refresh", TokenHeaders.Bearer(token)), $$"""{"detail":"{{message}}","code":"token_not_valid"}""");
        }
    }

    [Theory]
    [InlineData("/guard")]
    [InlineData("/authorize")]
    public async Task With_a_token_for_nobody(string path)
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.SimpleJwt);

        var answer = await app.GetAsync(path, TokenHeaders.Bearer(Tokens.Sign(DialectTokens.Payload("SimpleJwt", app.Clock.GetUtcNow(), changes: ("user_id", null)))));

        Expect(answer, """{"detail":"Token contained no recognizable user identification","code":"token_not_valid"}""");
    }

    [Theory]
    [InlineData("/role")]
    [InlineData("/scope")]
    public async Task With_a_token_that_permits_too_little(string path)
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.SimpleJwt);

        var answer = await app.GetAsync(path, TokenHeaders.Bearer(app.Scheme<JwtAccessBearer>().CreateAccessToken(new { user_id = 7 })));

        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        answer.Body.Should().Be("""{"detail":"You do not have permission to perform this action."}""");
        answer.Headers["WWW-Authenticate"].Should().BeEmpty();
    }

    [Fact]
    public async Task From_another_site()
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.SimpleJwt);
        var token = app.Scheme<JwtAccessBearer>().CreateAccessToken(new { user_id = 7 });

        var answer = await app.PostAsync("/cookie", TokenHeaders.Cookie(token), ("Sec-Fetch-Site", "cross-site"));

        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        answer.Body.Should().Be("""{"detail":"CSRF Failed: The request came from another site."}""");
    }

    [Fact]
    public async Task After_a_hook_took_the_token_back()
    {
        await using var app = await DialectApp.StartAsync(JwtDialect.SimpleJwt, options => options.Events.OnTokenValidated = context =>
        {
            context.Reject();
            return Task.CompletedTask;
        });

        var answer = await app.GetAsync("/refresh", TokenHeaders.Bearer(app.Scheme<JwtRefreshBearer>().CreateRefreshToken(new { user_id = 7 })));

        Expect(answer, """{"detail":"Token is blacklisted","code":"token_not_valid"}""");
    }

    [Fact]
    public async Task The_applications_problem_details_do_not_change_them()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            app => app.MapGet("/", (JwtAuthorizationCredentials credentials) => "in"),
            builder => builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["service"] = "orders"),
            options => options.Dialect = JwtDialect.SimpleJwt);

        Expect(await app.GetAsync("/"), NotProvided);
    }

    [Fact]
    public async Task A_HEAD_has_the_headers_and_no_body()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            app => app.MapMethods("/", ["HEAD"], (JwtAuthorizationCredentials credentials) => "in"),
            options: options => options.Dialect = JwtDialect.SimpleJwt);

        Expect(await app.SendAsync(HttpMethod.Head, "/", []), "");
    }

    // Each good but for one thing.
    private static IEnumerable<(string Token, string Message)> BadTokens(TestApp app, string type, string otherType)
    {
        var now = app.Clock.GetUtcNow();
        yield return ("nonsense", "Token is invalid or expired");
        yield return (Tokens.Sign(DialectTokens.Payload("SimpleJwt", now, type), secret: "a secret of somebody else, and long enough"), "Token is invalid or expired");
        yield return (Tokens.Sign(DialectTokens.Payload("SimpleJwt", now, type, ("jti", null))), "Token is invalid or expired");
        yield return (Tokens.Sign(DialectTokens.Payload("SimpleJwt", now, type, ("exp", now.ToUnixTimeSeconds()))), "Token is invalid or expired");
        yield return (Tokens.Sign(DialectTokens.Payload("SimpleJwt", now, otherType)), "Token has wrong type");
    }

    private static void Expect(Answer answer, string body)
    {
        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Body.Should().Be(body);
        answer.Headers["Content-Type"].Should().Equal("application/json");
        answer.Headers["WWW-Authenticate"].Should().Equal("Bearer realm=\"api\"");
        answer.CacheControl.Should().Be("no-store");
    }
}
