using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Sessions;

/// <summary>A refresh token that was rotated passes nowhere, whoever asks for it and by whatever road.</summary>
public sealed class RefreshTokensEverywhereTests
{
    public static TheoryData<string> Roads => ["/parameter", "/group/in", "/authorize", "/imperative", "/validate", "/copied", "/optional"];

    [Theory]
    [MemberData(nameof(Roads))]
    public async Task A_rotated_token_passes_nowhere(string road)
    {
        await using var app = await StartAsync();
        var login = await app.LoginAsync();
        (await AskAsync(app, road, login.Refresh)).Should().Be("in");
        app.PassGrace();
        var current = await app.RenewAsync(login);
        (await AskAsync(app, road, login.Refresh)).Should().Be("in", "the previous one is good within the grace period");
        (await AskAsync(app, road, current.Refresh)).Should().Be("in");
        app.PassGrace();

        (await AskAsync(app, road, login.Refresh)).Should().Be(JwtErrorCodes.TokenReused);

        (await AskAsync(app, road, current.Refresh)).Should().Be(JwtErrorCodes.TokenRevoked);
        app.Events.Should().Equal("started", "reused", "ended TokenReused");
    }

    [Theory]
    [MemberData(nameof(Roads))]
    public async Task A_token_without_a_session_passes_nowhere(string road)
    {
        await using var app = await StartAsync();

        (await AskAsync(app, road, app.App.RefreshToken())).Should().Be(JwtErrorCodes.ClaimInvalid);
    }

    [Theory]
    [MemberData(nameof(Roads))]
    public async Task A_token_of_a_session_that_nobody_knows_passes_nowhere(string road)
    {
        await using var app = await StartAsync();
        var token = Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow(), "refresh", ("sid", "made up")));

        (await AskAsync(app, road, token)).Should().Be(JwtErrorCodes.SessionExpired);
    }

    [Theory]
    [MemberData(nameof(Roads))]
    public async Task A_store_that_does_not_answer_lets_nothing_pass_and_refuses_nobody_for_good(string road)
    {
        await using var app = await StartAsync();
        var login = await app.LoginAsync();
        app.Store.Fail("FindAsync");

        (await AskAsync(app, road, login.Refresh)).Should().Be(JwtErrorCodes.SessionsUnavailable);

        app.Store.Recover();
        (await AskAsync(app, road, login.Refresh)).Should().Be("in");
    }

    [Fact]
    public async Task By_authorization_too_it_is_503()
    {
        await using var app = await StartAsync();
        var login = await app.LoginAsync();
        app.Store.Fail("FindAsync");

        var answer = await app.App.PostAsync("/authorize", TokenHeaders.Bearer(login.Refresh));

        (answer.Status, answer.Challenge, answer.CacheControl).Should().Be((HttpStatusCode.ServiceUnavailable, "", "no-store"));
        answer.Body.Should().Be("""{"type":"https://tools.ietf.org/html/rfc9110#section-15.6.4","title":"Service Unavailable","status":503,"detail":"Sessions cannot be checked now; try again","code":"sessions_unavailable"}""");
    }

    [Fact]
    public async Task A_missing_sid_is_named()
    {
        await using var app = await StartAsync();

        var answer = await app.App.PostAsync("/own", app.App.Refresh());

        (answer.Status, answer.Detail).Should().Be((HttpStatusCode.Unauthorized, "Invalid token: 'sid' is missing"));
    }

    [Fact]
    public async Task Two_askers_in_one_request_ask_the_store_once()
    {
        await using var app = await StartAsync();
        var login = await app.LoginAsync();
        app.Store.Calls.Clear();

        (await AskAsync(app, "/both", login.Refresh)).Should().Be("in");

        app.Store.Calls.Should().Equal("FindAsync");
    }

    [Fact]
    public async Task Creating_refresh_tokens_without_a_session_throws_and_names_what_to_call()
    {
        await using var app = await StartAsync();
        var refresh = app.App.Scheme<JwtRefreshBearer>();
        var subject = new { username = "ada" };

        var calls = new Func<object>[]
        {
            () => refresh.CreateRefreshToken(subject),
            () => refresh.CreateTokenPair(subject),
            () => app.App.Scheme<JwtAccessBearer>().CreateTokenPair(subject),
            () => JwtRefreshBearer.From(refresh).CreateRefreshToken(subject),
        };

        foreach (var call in calls)
        {
            call.Should().Throw<InvalidOperationException>().WithMessage("*has sessions*JwtSessions.StartAsync*RefreshAsync*");
        }
    }

    [Fact]
    public async Task Creating_access_tokens_goes_on()
    {
        await using var app = await StartAsync();

        var token = app.App.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada", role = "user" });

        (await app.MeAsync(new SessionPair(token, ""))).Should().Be("ada user");
        Tokens.ReadPayload(token).TryGetProperty("sid", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Credentials_of_an_access_token_or_of_another_set_are_no_refresh_credentials()
    {
        await using var app = await StartAsync();
        var login = await app.LoginAsync();
        var access = await app.App.Scheme<JwtAccessBearer>().Accept(login.Access);
        var byHand = await HandMade.Refresh(app.Clock).Accept(HandMade.Refresh(app.Clock).CreateRefreshToken(new { username = "ada" }));

        await app.Sessions.Awaiting(sessions => sessions.RefreshAsync(access).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("*access token*");
        await app.Sessions.Awaiting(sessions => sessions.RefreshAsync(byHand).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("*not checked against a session*");
    }

    [Fact]
    public async Task Credentials_that_have_expired_since_are_refused()
    {
        await using var app = await StartAsync();
        var credentials = await app.App.Scheme<JwtRefreshBearer>().Accept((await app.LoginAsync()).Refresh);
        app.Clock.Advance(TimeSpan.FromDays(31));

        var result = await app.Sessions.RefreshAsync(credentials);

        (result.Succeeded, result.Error!.Code, result.Pair).Should().Be((false, JwtErrorCodes.TokenExpired, null));
    }

    private static Task<SessionApp> StartAsync() => SessionApp.StartAsync(
        schemes: jwt =>
        {
            jwt.AddAccessBearer().AddRefreshBearer();
            jwt.Services.AddAuthorization();
        },
        map: web =>
        {
            web.UseAuthentication();
            web.UseAuthorization();
            web.MapPost("/parameter", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
            web.MapGroup("/group").RequireJwt<JwtRefreshBearer>().MapPost("/in", () => "in");
            web.MapPost("/authorize", [Authorize(AuthenticationSchemes = nameof(JwtRefreshBearer))] () => "in");
            web.MapPost("/optional", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials? credentials) => "in");
            web.MapPost("/both", async ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials, HttpContext context) =>
                (await context.AuthenticateAsync(nameof(JwtRefreshBearer))).Succeeded ? "in" : "out");
            web.MapPost("/imperative", async (HttpContext context) =>
                (await context.AuthenticateAsync(nameof(JwtRefreshBearer))) is { Succeeded: false } result ? result.Failure?.Message : "in");
            web.MapPost("/validate", (HttpContext context, JwtRefreshBearer scheme) => ValidateAsync(context, scheme));
            web.MapPost("/copied", (HttpContext context, JwtRefreshBearer scheme) => ValidateAsync(context, JwtRefreshCookie.From(scheme)));
        });

    private static async Task<string> ValidateAsync(HttpContext context, JwtSecurityScheme scheme)
    {
        var result = await scheme.ValidateAsync(context.Request.Headers.Authorization.ToString()["Bearer ".Length..], context.RequestAborted);
        return result.Succeeded ? "in" : result.Error.Code;
    }

    private static async Task<string?> AskAsync(SessionApp app, string road, string token)
    {
        var answer = await app.App.PostAsync(road, TokenHeaders.Bearer(token));
        return answer.Code ?? answer.Body;
    }
}
