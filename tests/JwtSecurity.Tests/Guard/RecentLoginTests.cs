using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Endpoints that want somebody who has logged in lately, on both roads.</summary>
public sealed class RecentLoginTests
{
    public static TheoryData<string> FiveMinutes =>
    [
        "/parameter", "/attribute-of-parameter", "/member", "/guard", "/before", "/group", "/both-groups", "/group/longer", "/group/parameter", "/optional", "/plain-delegate",
        "/method", "/method-attribute", "/method-longer", "/fresh/class", "/fresh/shorter", "/all-controllers/action",
    ];

    [Theory]
    [MemberData(nameof(FiveMinutes))]
    public async Task The_login_was_no_longer_ago_than_the_endpoint_says(string path)
    {
        await using var app = await StartAsync();

        (await app.GetAsync(path, LoggedIn(app, secondsAgo: 300))).Body.Should().Be("in");
        var refused = await app.GetAsync(path, LoggedIn(app, secondsAgo: 301));
        refused.Status.Should().Be(HttpStatusCode.Unauthorized);
        refused.Code.Should().Be("fresh_token_required");
        refused.Challenge.Should().Be("Bearer error=\"insufficient_user_authentication\", error_description=\"A more recent login is required\", max_age=\"300\"");
        refused.CacheControl.Should().Be("no-store");
    }

    [Theory]
    [MemberData(nameof(FiveMinutes))]
    public async Task A_token_that_does_not_say_when_is_refused_and_so_is_none(string path)
    {
        await using var app = await StartAsync();

        (await app.GetAsync(path, app.Access(role: "admin"))).Code.Should().Be("fresh_token_required");
        (await app.GetAsync(path, app.Forged())).Code.Should().Be("signature_invalid");
        (await app.GetAsync(path)).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task It_is_asked_at_every_request_of_a_token_that_is_known()
    {
        await using var app = await StartAsync();
        var header = LoggedIn(app, secondsAgo: 0);
        for (var i = 0; i < 3; i++)
        {
            (await app.GetAsync("/guard", header)).Body.Should().Be("in");
        }

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        (await app.GetAsync("/guard", header)).Body.Should().Be("in");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await app.GetAsync("/guard", header)).Code.Should().Be("fresh_token_required");
        (await app.GetAsync("/free", header)).Body.Should().Be("in");
    }

    [Fact]
    public async Task A_new_login_is_not_asked_of_somebody_who_lacks_a_role()
    {
        await using var app = await StartAsync();

        foreach (var path in new[] { "/role", "/method-role" })
        {
            (await app.GetAsync(path, app.Access(role: "user"))).Code.Should().Be("insufficient_role");
            (await app.GetAsync(path, app.Access(role: "admin"))).Code.Should().Be("fresh_token_required");
            (await app.GetAsync(path, LoggedIn(app, secondsAgo: 0))).Body.Should().Be("in");
        }

        (await app.GetAsync("/method-scope", app.Access())).Code.Should().Be("insufficient_scope");
        (await app.GetAsync("/method-policy", LoggedIn(app, secondsAgo: 0))).Code.Should().Be("insufficient_scope");
        (await app.GetAsync("/method-policy", app.Access())).Code.Should().Be("fresh_token_required");
    }

    [Fact]
    public async Task An_attribute_on_an_optional_parameter_lets_nobody_be_anonymous_but_nobody_be_late()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/optional-attribute")).Body.Should().Be("in");
        (await app.GetAsync("/optional-attribute", app.Access())).Code.Should().Be("fresh_token_required");
    }

    [Fact]
    public async Task Allow_anonymous_lifts_what_a_group_demands_and_nothing_nearer()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/group/lifted")).Body.Should().Be("in");
        (await app.GetAsync("/group/lifted", app.Access())).Body.Should().Be("in");
        (await app.GetAsync("/group/lifted-parameter", app.Access())).Body.Should().Be("in");
        (await app.GetAsync("/group/own", app.Access())).Code.Should().Be("fresh_token_required");
    }

    [Fact]
    public async Task It_is_about_the_token_the_endpoint_takes_in_a_group_for_another()
    {
        await using var app = await StartAsync();
        var refresh = Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow(), "refresh", ("auth_time", app.Clock.GetUtcNow().ToUnixTimeSeconds())));

        (await app.GetAsync("/group/refresh", TokenHeaders.Bearer(refresh))).Body.Should().Be("in");
        (await app.GetAsync("/group/refresh", app.Refresh())).Code.Should().Be("fresh_token_required");
    }

    [Theory]
    [InlineData("FastApiJwt", "{\"type\":\"https://tools.ietf.org/html/rfc9110#section-15.5.2\",\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"A more recent login is required\",\"code\":\"fresh_token_required\"}")]
    [InlineData("SimpleJwt", "{\"detail\":\"A more recent login is required\"}")]
    [InlineData("FlaskJwtExtended", "{\"msg\":\"Fresh token required\"}")]
    public async Task Each_dialect_has_words_for_it_and_the_challenge_of_the_RFC(string dialect, string body)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", () => "in").RequireJwt<JwtAccessBearer>().RequireFresh(TimeSpan.FromMinutes(10)),
            options: options => options.Dialect = DialectTokens.Named(dialect));
        var access = app.Scheme<JwtAccessBearer>();

        var refused = await app.GetAsync("/", TokenHeaders.Bearer(access.CreateAccessToken(DialectTokens.Subject())));

        (refused.Status, refused.Body).Should().Be((HttpStatusCode.Unauthorized, body));
        refused.Challenge.Should().StartWith("Bearer error=\"insufficient_user_authentication\"").And.EndWith("max_age=\"600\"");
        (await app.GetAsync("/", TokenHeaders.Bearer(access.CreateAccessToken(DialectTokens.Subject(), details: new() { AuthTime = app.Clock.GetUtcNow() })))).Body
            .Should().Be(dialect == "FlaskJwtExtended" ? body : "in", "this dialect's tokens say themselves that they are not fresh");
        (await app.GetAsync("/", TokenHeaders.Bearer(access.CreateAccessToken(DialectTokens.Subject(), details: new() { Fresh = true })))).Body.Should().Be("in");
    }

    [Fact]
    public async Task A_refresh_endpoint_of_the_applications_own_makes_nothing_fresh_again()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshBearer(),
            web =>
            {
                web.MapPost("/refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials, JwtAccessBearer access) => access.CreateTokenPair(credentials.Subject));
                web.MapPost("/keep", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials, JwtAccessBearer access) =>
                    access.CreateTokenPair(credentials.Subject, details: new JwtTokenDetails { AuthTime = credentials.AuthTime }));
                web.MapGet("/", () => "in").RequireJwt<JwtAccessBearer>().RequireFresh(TimeSpan.FromMinutes(5));
            });
        var pair = app.Scheme<JwtAccessBearer>().CreateTokenPair(new { username = "ada" }, details: new() { AuthTime = app.Clock.GetUtcNow() });
        (await app.GetAsync("/", TokenHeaders.Bearer(pair.AccessToken))).Body.Should().Be("in");
        app.Clock.Advance(TimeSpan.FromMinutes(4));

        (await RenewedAsync("/refresh")).Should().Be("401 fresh_token_required");
        (await RenewedAsync("/keep")).Should().Be("in");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        (await RenewedAsync("/keep")).Should().Be("401 fresh_token_required");

        async Task<string> RenewedAsync(string path)
        {
            var renewed = (await app.PostAsync(path, TokenHeaders.Bearer(pair.RefreshToken))).Json.GetProperty("access_token").GetString()!;
            return (await app.GetAsync("/", TokenHeaders.Bearer(renewed))).Summary();
        }
    }

    [Fact]
    public async Task Nothing_that_asks_for_a_token_stops_the_start()
    {
        await StartShouldFail(web => web.MapGet("/", () => "in").RequireFresh(TimeSpan.FromMinutes(5)), "*'HTTP: GET /' has RequireFresh, and nothing that asks for a token. Write RequireJwt<T>()*");
        await StartShouldFail(web => web.MapGet("/", [Authorize] () => "in").RequireFresh(TimeSpan.FromMinutes(5)), "*has RequireFresh, and nothing that asks for a token*");
        await StartShouldFail(web => web.MapGroup("/").RequireJwt<JwtAccessBearer>().MapGet("/", () => "in").AllowAnonymous().RequireFresh(TimeSpan.FromMinutes(5)), "*has RequireFresh, and nothing that asks for a token*");
        await StartShouldFail(web => web.MapGet("/", [Security<JwtAccessBearer>, AllowAnonymous] () => "in").RequireFresh(TimeSpan.FromMinutes(5)), "*has RequireFresh, and nothing that asks for a token*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-300)]
    public async Task A_time_that_nobody_can_meet_stops_the_start(int seconds)
    {
        var require = () => new RouteHandlerBuilder([]).RequireFresh(TimeSpan.FromSeconds(seconds));
        require.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("maxAge");

        await StartShouldFail(
            web =>
            {
                web.MapGet("/0", ([Security<JwtAccessBearer>(MaxAgeSeconds = 0)] JwtAuthorizationCredentials credentials) => "in");
                web.MapGet("/1", [Security<JwtAccessBearer>(MaxAgeSeconds = -300)] () => "in");
            },
            $"*has [Security] with MaxAgeSeconds = {seconds}*");
    }

    private static (string Name, string Value) LoggedIn(TestApp app, int secondsAgo) => TokenHeaders.Bearer(Tokens.Sign(Tokens.Payload(
        app.Clock.GetUtcNow(), changes: ("auth_time", app.Clock.GetUtcNow().ToUnixTimeSeconds() - secondsAgo))));

    private static async Task StartShouldFail(Action<WebApplication> configure, string message)
    {
        var start = () => TestApp.StartAsync(jwt => jwt.AddAccessBearer(), configure, builder => builder.Services.AddAuthorization());

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer().AddRefreshBearer(),
        web =>
        {
            var (five, hour) = (TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));
            web.MapGet("/free", () => "in").RequireJwt<JwtAccessBearer>();

            // The guard.
            web.MapGet("/parameter", (JwtAuthorizationCredentials credentials) => "in").RequireFresh(five);
            web.MapGet("/attribute-of-parameter", ([Security<JwtAccessBearer>(MaxAgeSeconds = 5 * 60)] JwtAuthorizationCredentials credentials) => "in").RequireFresh(hour);
            web.MapGet("/member", ([AsParameters] Query query) => "in");
            web.MapGet("/guard", () => "in").RequireJwt<JwtAccessBearer>().RequireFresh(five).RequireFresh(hour);
            web.MapGet("/before", () => "in").RequireFresh(hour).RequireFresh(five).RequireJwt<JwtAccessBearer>();
            web.MapGet("/optional", (JwtAuthorizationCredentials? credentials) => "in").RequireFresh(five);
            web.MapGet("/optional-attribute", ([Security<JwtAccessBearer>(MaxAgeSeconds = 300)] JwtAuthorizationCredentials? credentials) => "in");
            web.MapGet("/role", ([Security<JwtAccessBearer>(Roles = "admin")] JwtAuthorizationCredentials credentials) => "in").RequireFresh(five);
            web.Map("/plain-delegate", context => context.Response.WriteAsync("in")).RequireJwt<JwtAccessBearer>().RequireFresh(five);
            web.MapGroup("/both-groups").RequireFresh(five).MapGroup("").RequireJwt<JwtAccessBearer>().RequireFresh(hour).MapGet("", () => "in");

            var group = web.MapGroup("/group");
            group.MapGet("", () => "in");
            group.MapGet("/longer", () => "in").RequireFresh(hour);
            group.MapGet("/parameter", ([Security<JwtAccessBearer>(MaxAgeSeconds = 3600)] JwtAuthorizationCredentials credentials) => "in");
            group.MapGet("/lifted", () => "in").AllowAnonymous();
            group.MapGet("/lifted-parameter", (JwtAuthorizationCredentials? credentials) => "in").AllowAnonymous();
            group.MapGet("/own", (JwtAuthorizationCredentials credentials) => "in").AllowAnonymous().RequireFresh(five);
            group.MapGet("/refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
            group.RequireFresh(five).RequireJwt<JwtAccessBearer>();

            // ASP.NET Core authorization.
            web.MapGet("/method", [Security<JwtAccessBearer>] () => "in").RequireFresh(hour).RequireFresh(five);
            web.MapGet("/method-attribute", [Security<JwtAccessBearer>(MaxAgeSeconds = 300)] () => "in");
            web.MapGet("/method-longer", [Security<JwtAccessBearer>(MaxAgeSeconds = 3600)] () => "in").RequireFresh(five);
            web.MapGet("/method-role", [Security<JwtAccessBearer>(Roles = "admin")] () => "in").RequireFresh(five);
            web.MapGet("/method-scope", [Security<JwtAccessBearer>(Scopes = "read")] () => "in").RequireFresh(five);
            web.MapGet("/method-policy", [Security<JwtAccessBearer>(Policy = "never", MaxAgeSeconds = 300)] () => "in");
            web.MapControllers().RequireFresh(five);
        },
        builder =>
        {
            builder.Services.AddControllers().AddOnly(typeof(FreshController), typeof(PlainController));
            builder.Services.AddAuthorization(options => options.AddPolicy("never", policy => policy.RequireAssertion(_ => false)));
        });

    private sealed record Query([property: Security<JwtAccessBearer>(MaxAgeSeconds = 300)] JwtAuthorizationCredentials Credentials);

    [ApiController]
    [Route("fresh")]
    [Security<JwtAccessBearer>(MaxAgeSeconds = 3600)]
    public sealed class FreshController : ControllerBase
    {
        [HttpGet("class")]
        public string OfClass() => "in";

        [HttpGet("shorter"), Security<JwtAccessBearer>(MaxAgeSeconds = 300)]
        public string OfMethod() => "in";
    }

    [ApiController]
    [Route("all-controllers")]
    public sealed class PlainController : ControllerBase
    {
        [HttpGet("action")]
        public string Action([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in";
    }
}
