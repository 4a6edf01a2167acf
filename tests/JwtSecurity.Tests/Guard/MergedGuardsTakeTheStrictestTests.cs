using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Declarations of one scheme add up, in whatever order they reach the endpoint.</summary>
public sealed class MergedGuardsTakeTheStrictestTests
{
    [Fact]
    public async Task A_group_makes_an_optional_parameter_required()
    {
        await using var app = await StartAsync(web =>
        {
            var group = web.MapGroup("/").RequireJwt<JwtAccessBearer>();
            group.MapGet("/", (JwtAuthorizationCredentials? credentials) => credentials is null ? "null" : "somebody");
        });

        (await app.GetAsync("/")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/", app.Access())).Body.Should().Be("somebody");
    }

    [Fact]
    public async Task A_convention_of_the_endpoint_makes_an_optional_parameter_required()
    {
        await using var app = await StartAsync(web =>
            web.MapGet("/", (JwtAuthorizationCredentials? credentials) => credentials is null ? "null" : "somebody").RequireJwt<JwtAccessBearer>());

        (await app.GetAsync("/")).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task A_convention_added_to_the_group_after_its_endpoints_counts()
    {
        await using var app = await StartAsync(web =>
        {
            var group = web.MapGroup("/");
            group.MapGet("/", (JwtAuthorizationCredentials? credentials) => "in");
            group.RequireJwt<JwtAccessBearer>(roles: ["admin"]);
        });

        (await app.GetAsync("/")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/", app.Access(role: "user"))).Code.Should().Be("insufficient_role");
    }

    [Fact]
    public async Task Of_two_parameters_of_one_scheme_the_required_one_decides()
    {
        await using var app = await StartAsync(web =>
        {
            web.MapGet("/a", (JwtAuthorizationCredentials? first, JwtAuthorizationCredentials second) => second.GetString("username"));
            web.MapGet("/b", (JwtAuthorizationCredentials first, JwtAuthorizationCredentials? second) => second?.GetString("username"));
        });

        (await app.GetAsync("/a")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/b")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/b", app.Access())).Body.Should().Be("ada");
    }

    [Theory]
    [InlineData("/parameter")]
    [InlineData("/endpoint")]
    [InlineData("/group/none")]
    [InlineData("/group/parameter")]
    [InlineData("/group/endpoint")]
    public async Task Roles_of_every_place_are_all_demanded(string path)
    {
        await using var app = await StartAsync(web =>
        {
            web.MapGet("/parameter", ([Security<JwtAccessBearer>(Roles = "admin")] JwtAuthorizationCredentials credentials) => "in").RequireJwt<JwtAccessBearer>();
            web.MapGet("/endpoint", (JwtAuthorizationCredentials credentials) => "in").RequireJwt<JwtAccessBearer>(roles: ["admin"]);
            var group = web.MapGroup("/group").RequireJwt<JwtAccessBearer>(roles: ["admin", "owner"]);
            group.MapGet("/none", () => "in");
            group.MapGet("/parameter", ([Security<JwtAccessBearer>(Roles = "admin,user")] JwtAuthorizationCredentials? credentials) => "in");
            group.MapGet("/endpoint", () => "in").RequireJwt<JwtAccessBearer>(roles: ["user", "admin"]);
        });

        (await app.GetAsync(path, app.Access(role: "admin"))).Body.Should().Be("in");
        (await app.GetAsync(path, app.Access(role: "user"))).Code.Should().Be("insufficient_role");
        (await app.GetAsync(path)).Code.Should().Be("credentials_missing");
    }

    [Theory]
    [InlineData("read", "insufficient_scope")]
    [InlineData("write", "insufficient_scope")]
    [InlineData("audit read", "insufficient_scope")]
    [InlineData("write read audit", null)]
    public async Task Scopes_of_group_endpoint_and_parameter_are_united(string scope, string? code)
    {
        await using var app = await StartAsync(web =>
        {
            var group = web.MapGroup("/").RequireJwt<JwtAccessBearer>(scopes: ["read"]);
            group.MapGet("/", ([Security<JwtAccessBearer>(Scopes = "audit")] JwtAuthorizationCredentials credentials) => "in").RequireJwt<JwtAccessBearer>(scopes: ["write"]);
        });

        (await app.GetAsync("/", app.Access(scope: scope))).Code.Should().Be(code);
    }

    [Fact]
    public async Task Two_calls_on_one_builder_for_different_schemes_ask_for_both()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshCookie(),
            web => web.MapGet("/", () => "in").RequireJwt<JwtAccessBearer>().RequireJwt<JwtRefreshCookie>());
        var refresh = TokenHeaders.Cookie(app.RefreshToken(), "refresh_token_cookie");

        (await app.GetAsync("/", app.Access())).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/", refresh)).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/", app.Access(), refresh)).Body.Should().Be("in");
    }

    [Theory]
    [InlineData("/lifted", null)]
    [InlineData("/lifted-before", null)]
    [InlineData("/by-attribute", null)]
    [InlineData("/optional", null)]
    [InlineData("/parameter", "credentials_missing")]
    [InlineData("/own", "credentials_missing")]
    [InlineData("/own-after", "credentials_missing")]
    public async Task Allow_anonymous_lifts_what_a_group_demands_and_nothing_nearer(string path, string? code)
    {
        await using var app = await StartAsync(web =>
        {
            var group = web.MapGroup("/").RequireJwt<JwtAccessBearer>(roles: ["admin"]);
            group.MapGet("/lifted", () => "in").AllowAnonymous();
            group.MapGroup("/").AllowAnonymous().MapGet("/lifted-before", () => "in");
            group.MapGet("/by-attribute", [Microsoft.AspNetCore.Authorization.AllowAnonymous] () => "in");
            group.MapGet("/optional", (JwtAuthorizationCredentials? credentials) => "in").AllowAnonymous();
            group.MapGet("/parameter", (JwtAuthorizationCredentials credentials) => "in").AllowAnonymous();
            group.MapGet("/own", () => "in").RequireJwt<JwtAccessBearer>().AllowAnonymous();
            group.MapGet("/own-after", () => "in").AllowAnonymous().RequireJwt<JwtAccessBearer>();
        });

        var answer = await app.GetAsync(path);

        answer.Code.Should().Be(code);
        answer.Status.Should().Be(code is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Allow_anonymous_on_a_group_lifts_no_demand_of_the_endpoints_in_it()
    {
        await using var app = await StartAsync(web =>
        {
            var group = web.MapGroup("/").AllowAnonymous();
            group.MapGet("/own", () => "in").RequireJwt<JwtAccessBearer>();
            group.MapGet("/parameter", (JwtAuthorizationCredentials credentials) => "in");
        });

        (await app.GetAsync("/own")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/parameter")).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task A_guard_declared_as_a_plain_endpoint_convention_builder_holds()
    {
        await using var app = await StartAsync(web =>
        {
            IEndpointConventionBuilder endpoint = web.MapGet("/handler", () => "in");
            endpoint.RequireJwt<JwtAccessBearer>().AllowAnonymous();
            web.Map("/delegate", context => context.Response.WriteAsync("in")).RequireJwt<JwtAccessBearer>();
            IEndpointConventionBuilder group = web.MapGroup("/group");
            group.RequireJwt<JwtAccessBearer>();
            ((IEndpointRouteBuilder)group).MapGet("/", () => "in");
        });

        (await app.GetAsync("/handler")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/delegate")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/group")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/delegate", app.Access())).Body.Should().Be("in");
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> configure) => TestApp.StartAsync(jwt => jwt.AddAccessBearer(), configure);
}
