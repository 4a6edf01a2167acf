using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>The road of ASP.NET Core authorization: <c>[Security]</c>, <c>[Authorize]</c>, policies, hubs.</summary>
public sealed class SecurityOnMethodsAndClassesTests
{
    [Fact]
    public async Task Of_a_class_and_its_method_the_method_names_the_scheme()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/inner/refresh", app.Refresh())).Body.Should().Be("JwtRefreshBearer");
        var refused = await app.GetAsync("/inner/refresh", app.Access());
        refused.Code.Should().Be("wrong_token_type");
        refused.Status.Should().Be(HttpStatusCode.Unauthorized);
        (await app.GetAsync("/inner/refresh")).Code.Should().Be("credentials_missing");
    }

    [Fact]
    public async Task A_method_that_names_none_has_that_of_its_class()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/inner/access", app.Access())).Body.Should().Be("JwtAccessBearer");
        (await app.GetAsync("/inner/access", app.Refresh())).Code.Should().Be("wrong_token_type");
    }

    [Fact]
    public async Task An_unnamed_parameter_means_the_scheme_of_its_class()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/refresh-class", app.Refresh())).Body.Should().Be("JwtRefreshBearer");
        (await app.GetAsync("/refresh-class", app.Access())).Code.Should().Be("wrong_token_type");
    }

    [Fact]
    public async Task Allow_anonymous_lifts_the_attribute_as_it_lifts_Authorize()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/inner/anonymous")).Body.Should().Be("nobody");
    }

    [Theory]
    [InlineData("/roles", "insufficient_role")]
    [InlineData("/inner/roles", "insufficient_role")]
    [InlineData("/parameter-roles", "insufficient_role")]
    [InlineData("/convention-roles", "insufficient_role")]
    [InlineData("/authorize-roles", "insufficient_role")]
    [InlineData("/scopes", "insufficient_scope")]
    [InlineData("/inner/scopes", "insufficient_scope")]
    [InlineData("/parameter-scopes", "insufficient_scope")]
    [InlineData("/convention-scopes", "insufficient_scope")]
    [InlineData("/policy", "insufficient_scope")]
    public async Task A_missing_role_or_scope_is_a_403_that_says_so(string path, string code)
    {
        await using var app = await StartAsync();

        var refused = await app.GetAsync(path, app.Access(role: "user", scope: "other"));

        refused.Status.Should().Be(HttpStatusCode.Forbidden);
        refused.Code.Should().Be(code);
        refused.Challenge.Should().StartWith("Bearer error=\"insufficient_scope\"");
        refused.CacheControl.Should().Be("no-store");
        (await app.GetAsync(path, app.Access(role: "admin", scope: "read write"))).Body.Should().Be("in");
        (await app.GetAsync(path)).Code.Should().Be("credentials_missing");
    }

    [Theory]
    [InlineData("/scopes")]
    [InlineData("/inner/scopes")]
    [InlineData("/parameter-scopes")]
    [InlineData("/convention-scopes")]
    public async Task The_scopes_that_are_missing_stand_in_the_challenge(string path)
    {
        await using var app = await StartAsync();

        (await app.GetAsync(path, app.Access(scope: "read"))).Challenge.Should().Contain("scope=\"read write\"");
    }

    [Fact]
    public async Task A_policy_of_the_attribute_is_demanded_as_well()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/attribute-policy", app.Access(role: "user"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await app.GetAsync("/attribute-policy", app.Access(role: "admin"))).Body.Should().Be("in");
    }

    [Fact]
    public async Task Authorize_with_the_name_of_a_scheme_takes_that_scheme_alone()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/named", app.Refresh())).Body.Should().Be("in");
        (await app.GetAsync("/named", app.Access())).Code.Should().Be("wrong_token_type");
    }

    [Fact]
    public async Task Authorize_inside_a_group_with_RequireJwt_asks_for_both()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/group/authorize", app.Access(role: "admin"))).Body.Should().Be("in");
        (await app.GetAsync("/group/authorize", app.Access(role: "user"))).Code.Should().Be("insufficient_role");
    }

    [Theory]
    [InlineData("/hub")]
    [InlineData("/security-hub")]
    [InlineData("/guarded-hub")]
    public async Task A_hub_lets_nobody_in_without_a_token(string path)
    {
        await using var app = await StartAsync();

        (await app.PostAsync(path + "/negotiate?negotiateVersion=1")).Code.Should().Be("credentials_missing");
        (await app.PostAsync(path + "/negotiate?negotiateVersion=1", app.Forged())).Code.Should().Be("signature_invalid");
        (await app.PostAsync(path + "/negotiate?negotiateVersion=1", app.Access())).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task RequireJwt_on_all_controllers_spares_those_that_allow_anonymous()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapControllers().RequireJwt<JwtAccessBearer>(),
            build: builder => builder.Services.AddControllers().AddOnly(typeof(OpenController)));

        (await app.GetAsync("/open/shut")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/open/shut", app.Access())).Body.Should().Be("ada");
        (await app.GetAsync("/open/anonymous")).Body.Should().Be("nobody");
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer().AddRefreshBearer(),
        web =>
        {
            web.MapGet("/roles", [Security<JwtAccessBearer>(Roles = "owner, admin")] () => "in");
            web.MapGet("/scopes", [Security<JwtAccessBearer>(Scopes = "read write")] () => "in");
            web.MapGet("/parameter-roles", ([Security<JwtAccessBearer>(Roles = "owner, admin")] JwtAuthorizationCredentials credentials) => "in");
            web.MapGet("/parameter-scopes", ([Security<JwtAccessBearer>(Scopes = "read write")] JwtAuthorizationCredentials credentials) => "in");
            web.MapGet("/convention-roles", () => "in").RequireJwt<JwtAccessBearer>(roles: ["owner", "admin"]);
            web.MapGet("/convention-scopes", () => "in").RequireJwt<JwtAccessBearer>(scopes: ["read", "write"]);
            web.MapGet("/authorize-roles", [Authorize(AuthenticationSchemes = nameof(JwtAccessBearer), Roles = "owner,admin")] () => "in");
            web.MapGet("/policy", () => "in").RequireAuthorization("admin");
            web.MapGet("/attribute-policy", [Security<JwtAccessBearer>(Policy = "admin")] () => "in");
            web.MapGet("/named", [Authorize(AuthenticationSchemes = nameof(JwtRefreshBearer))] () => "in");
            web.MapGroup("/group").RequireJwt<JwtAccessBearer>().MapGet("/authorize", [Authorize(Roles = "admin")] () => "in");
            web.MapHub<PlainHub>("/hub").RequireAuthorization();
            web.MapHub<SecuredHub>("/security-hub");
            web.MapHub<PlainHub>("/guarded-hub").RequireJwt<JwtAccessBearer>();
            web.MapControllers();
        },
        build: builder =>
        {
            builder.Services.AddAuthorizationBuilder().AddPolicy("admin", policy => policy.RequireClaim("role", "admin"));
            builder.Services.AddSignalR();
            builder.Services.AddControllers().AddOnly(typeof(InnerController), typeof(RefreshController));
        });

    [ApiController]
    [Route("inner")]
    [Security<JwtAccessBearer>]
    public sealed class InnerController : ControllerBase
    {
        [HttpGet("access")]
        public IActionResult Access() => Content(HttpContext.GetJwtCredentials()!.SchemeName);

        [HttpGet("refresh")]
        [Security<JwtRefreshBearer>]
        public IActionResult Refresh() => Content(HttpContext.GetJwtCredentials()!.SchemeName);

        [HttpGet("anonymous")]
        [AllowAnonymous]
        public IActionResult Anonymous() => Content(HttpContext.GetJwtCredentials()?.SchemeName ?? "nobody");

        [HttpGet("roles")]
        [Security<JwtAccessBearer>(Roles = "owner,admin")]
        public IActionResult Roles() => Content("in");

        [HttpGet("scopes")]
        [Security<JwtAccessBearer>(Scopes = "read write")]
        public IActionResult Scopes() => Content("in");
    }

    [ApiController]
    [Security<JwtRefreshBearer>]
    public sealed class RefreshController : ControllerBase
    {
        [HttpGet("/refresh-class")]
        public IActionResult Get(JwtAuthorizationCredentials credentials) => Content(credentials.SchemeName);
    }

    [ApiController]
    [Route("open")]
    public sealed class OpenController : ControllerBase
    {
        [HttpGet("shut")]
        public IActionResult Shut() => Content(HttpContext.GetJwtCredentials()!.GetString("username")!);

        [HttpGet("anonymous")]
        [AllowAnonymous]
        public IActionResult Anonymous() => Content(HttpContext.GetJwtCredentials()?.GetString("username") ?? "nobody");
    }

    public sealed class PlainHub : Hub;

    [Security<JwtAccessBearer>]
    public sealed class SecuredHub : Hub;
}
