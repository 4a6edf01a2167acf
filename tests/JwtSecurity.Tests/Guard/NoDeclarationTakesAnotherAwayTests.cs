using System.Security.Claims;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Declarations at different levels unite; none opens what another closed.</summary>
public sealed class NoDeclarationTakesAnotherAwayTests
{
    [Fact]
    public async Task An_unnamed_parameter_keeps_its_groups_set_where_the_demand_was_lifted()
    {
        await using var app = await StartWithAdminAsync(web => web.MapGroup("/admin").RequireJwt<JwtAccessBearer>("admin")
            .MapGet("/", (JwtAuthorizationCredentials credentials) => credentials.SchemeName).AllowAnonymous());

        (await app.GetAsync("/admin/", app.Access())).Code.Should().Be(JwtErrorCodes.SignatureInvalid);
    }

    [Fact]
    public async Task AllowAnonymous_further_out_lifts_nothing_further_in()
    {
        await using var app = await StartWithAdminAsync(web => web.MapGroup("/open").AllowAnonymous()
            .MapGroup("/closed").RequireJwt<JwtAccessBearer>().MapGet("/", () => "in"));

        (await app.GetAsync("/open/closed/")).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
    }

    [Fact]
    public async Task AllowAnonymous_on_an_action_lifts_what_MapControllers_demands()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapControllers().RequireJwt<JwtAccessBearer>(),
            builder => builder.Services.AddControllers().AddOnly(typeof(HalfOpenController)));

        (await app.GetAsync("/half-open/open")).Body.Should().Be("open");
        (await app.GetAsync("/half-open/closed")).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
    }

    [Fact]
    public async Task A_scheme_that_replaces_another_of_its_kind_keeps_the_roles_and_scopes()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddAccessBearerCookie(),
            web => web.MapGroup("/admin").RequireJwt<JwtAccessBearerCookie>(roles: ["admin"], scopes: ["all"])
                .MapGet("/", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => credentials.SchemeName));

        (await app.GetAsync("/admin/", app.Access(role: "user", scope: "all"))).Code.Should().Be(JwtErrorCodes.InsufficientRole);
        (await app.GetAsync("/admin/", app.Access(role: "admin"))).Code.Should().Be(JwtErrorCodes.InsufficientScope);
        (await app.GetAsync("/admin/", app.Access(role: "admin", scope: "all"))).Body.Should().Be("JwtAccessBearer");
    }

    [Fact]
    public async Task A_refresh_endpoint_is_not_given_an_access_tokens_credentials()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshCookie(),
            web => web.MapPost("/refresh", (HttpContext context) => context.GetJwtCredentials()!.GetString("username")).RequireJwt<JwtRefreshCookie>());

        var answer = await app.PostAsync("/refresh", app.Access("victim"), TokenHeaders.Cookie(app.RefreshToken("attacker"), "refresh_token_cookie"));

        answer.Body.Should().Be("attacker");
    }

    [Fact]
    public async Task A_refresh_action_is_not_given_an_access_tokens_credentials()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer().AddRefreshCookie(),
            web => web.MapControllers(),
            builder => builder.Services.AddControllers().AddOnly(typeof(RefreshActionController)));

        var answer = await app.PostAsync("/refresh-action", app.Access("victim"), TokenHeaders.Cookie(app.RefreshToken("attacker"), "refresh_token_cookie"));

        answer.Body.Should().Be("attacker");
    }

    [Fact]
    public async Task Roles_of_an_action_are_those_of_its_own_token()
    {
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer();
                jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessCookie();
            },
            web => web.MapControllers(),
            builder => builder.Services.AddControllers().AddOnly(typeof(TwoAuthoritiesController)));
        var lowAdmin = TokenHeaders.Cookie(app.AccessToken("low", role: "reader", secret: TestApp.OtherSecret));
        var boss = TokenHeaders.Cookie(app.AccessToken("high", role: "boss", secret: TestApp.OtherSecret));

        (await app.GetAsync("/two-authorities", lowAdmin, app.Access("customer", role: "boss"))).Code.Should().Be(JwtErrorCodes.InsufficientRole);
        (await app.GetAsync("/two-authorities", boss)).Body.Should().Be("high");
    }

    [Fact]
    public async Task A_guard_copied_with_the_metadata_of_another_endpoint_guards_the_other_one_only()
    {
        await using var app = await TestApp.StartAsync(jwt => jwt.AddAccessBearer(), web =>
        {
            IList<object>? metadata = null;
            web.MapGet("/first", () => "in").RequireJwt<JwtAccessBearer>().Add(builder => metadata = builder.Metadata);
            var copy = web.MapGet("/copy", () => "in");
            copy.Add(builder =>
            {
                // The first endpoint is built before this one.
                foreach (var item in metadata!.OfType<object>().Where(item => item.GetType().Name == "EndpointGuard").ToArray())
                {
                    builder.Metadata.Add(item);
                }
            });
            copy.RequireJwt<JwtAccessBearer>();
        });

        (await app.GetAsync("/copy")).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
        (await app.GetAsync("/copy", app.Access())).Body.Should().Be("in");
    }

    [Fact]
    public async Task An_overriding_action_keeps_its_bases_attribute()
    {
        await using var app = await TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessBearer();
                jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessBearer();
            },
            web => web.MapControllers(),
            builder => builder.Services.AddControllers().AddOnly(typeof(DerivedController)));

        (await app.GetAsync("/derived", app.Access())).Code.Should().Be(JwtErrorCodes.SignatureInvalid);
    }

    [Fact]
    public async Task Of_two_members_of_one_name_both_roads_take_the_last()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.MapGet("/guard", () => "in").RequireJwt<JwtAccessBearer>(roles: ["admin"]);
                web.MapGet("/authorize", () => "in").RequireAuthorization(policy => policy.RequireRole("admin"));
            },
            builder => builder.Services.AddAuthorization());
        var payload = Tokens.Payload(app.Clock.GetUtcNow()).Replace("\"role\":\"admin\"", "\"role\":\"admin\",\"role\":\"user\"", StringComparison.Ordinal);
        var token = TokenHeaders.Bearer(Tokens.Sign(payload));

        (await app.GetAsync("/guard", token)).Status.Should().Be(System.Net.HttpStatusCode.Forbidden);
        (await app.GetAsync("/authorize", token)).Status.Should().Be(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_guards_identity_comes_before_that_of_another_scheme()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie().AddAccessBearer(),
            web =>
            {
                web.UseAuthentication();
                web.MapGet("/", (ClaimsPrincipal user) => user.Identity!.Name).RequireJwt<JwtAccessBearer>();
            });

        (await app.GetAsync("/", TokenHeaders.Cookie(app.AccessToken("ann")), app.Access("bob"))).Body.Should().Be("bob");
    }

    private static Task<TestApp> StartWithAdminAsync(Action<WebApplication> configure) => TestApp.StartAsync(
        jwt =>
        {
            jwt.AddAccessBearer();
            jwt.Services.AddJwtSecurity("admin", o =>
            {
                o.SecretKey = TestApp.OtherSecret;
            }).AddAccessBearer();
        },
        configure);
}

[ApiController]
[Route("half-open")]
public sealed class HalfOpenController : ControllerBase
{
    [HttpGet("open"), Microsoft.AspNetCore.Authorization.AllowAnonymous]
    public string Open() => "open";

    [HttpGet("closed")]
    public string Closed() => "closed";
}

[ApiController]
[Route("refresh-action")]
public sealed class RefreshActionController : ControllerBase
{
    [HttpPost, Security<JwtRefreshCookie>]
    public string? Post() => HttpContext.GetJwtCredentials()!.GetString("username");
}

[ApiController]
[Route("two-authorities")]
[Security<JwtAccessBearer>]
public sealed class TwoAuthoritiesController : ControllerBase
{
    [HttpGet, Security<JwtAccessCookie>("admin", Roles = "boss")]
    public string? Get(JwtAuthorizationCredentials credentials) => credentials.GetString("username");
}

public abstract class BaseController : ControllerBase
{
    public virtual string? Get([Security<JwtAccessBearer>("admin")] JwtAuthorizationCredentials credentials) => credentials.SchemeName;
}

[ApiController]
[Route("derived")]
public sealed class DerivedController : BaseController
{
    [HttpGet]
    public override string? Get(JwtAuthorizationCredentials credentials) => credentials.SchemeName;
}
