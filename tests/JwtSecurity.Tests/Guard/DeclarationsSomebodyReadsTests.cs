using System.Security.Claims;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>What looks like security and would be none stops the start.</summary>
public sealed class DeclarationsSomebodyReadsTests
{
    [Fact]
    public async Task An_attribute_on_a_parameter_of_another_type() =>
        await StartShouldFail(
            web => web.MapGet("/", ([Security<JwtAccessBearer>] ClaimsPrincipal user) => "in"),
            "*'user' has [Security], and is no JwtAuthorizationCredentials*RequireJwt<T>()*");

    [Fact]
    public async Task An_attribute_on_a_member_of_another_type() =>
        await StartShouldFail(
            web => web.MapGet("/", ([AsParameters] Query query) => query.Name),
            "*'Name' has [Security], and is no JwtAuthorizationCredentials*");

    [Fact]
    public async Task An_attribute_on_an_actions_parameter_of_another_type() =>
        await StartShouldFail(
            web => web.MapControllers(),
            "*'name' has [Security], and is no JwtAuthorizationCredentials*",
            builder => builder.Services.AddControllers().AddOnly(typeof(StrayAttributeController)));

    [Fact]
    public async Task A_policy_on_a_parameter() =>
        await StartShouldFail(
            web => web.MapGet("/", ([Security<JwtAccessBearer>(Policy = "never")] JwtAuthorizationCredentials credentials) => "in"),
            "*'credentials' has [Security] with a Policy*");

    [Fact]
    public async Task Two_attributes_on_a_parameter() =>
        await StartShouldFail(
            web => web.MapGet("/", ([Security<JwtAccessBearer>, JwtSecurity(typeof(JwtAccessBearer), Roles = "admin")] JwtAuthorizationCredentials credentials) => "in"),
            "*'credentials' has several [Security] attributes*");

    [Fact]
    public async Task An_attribute_on_a_hub_method() =>
        await StartShouldFail(
            web => web.MapHub<StrayAttributeHub>("/hub"),
            "*hub method 'Go' has [Security]*on the hub's class*",
            builder => builder.Services.AddSignalR());

    [Theory]
    [InlineData("läsen")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    public async Task A_scope_that_is_none(string scope) =>
        await StartShouldFail(
            web => web.MapGet("/", () => "in").RequireJwt<JwtAccessBearer>(scopes: [scope]),
            "*demands the scope '*', which is no scope*");

    [Fact]
    public async Task A_scope_that_is_none_on_a_method() =>
        await StartShouldFail(
            web => web.MapGet("/", [Security<JwtAccessBearer>(Scopes = "läsen")] () => "in"),
            "*demands the scope 'läsen', which is no scope*",
            builder => builder.Services.AddAuthorization());

    [Fact]
    public async Task Several_scopes_in_one_text_are_several()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", () => "in").RequireJwt<JwtAccessBearer>(scopes: ["read write"]));

        (await app.GetAsync("/", app.Access(scope: "write read"))).Body.Should().Be("in");
        (await app.GetAsync("/", app.Access(scope: "read"))).Code.Should().Be(JwtErrorCodes.InsufficientScope);
    }

    [Fact]
    public async Task Two_sets_with_one_key()
    {
        var start = () => StartWithSharedKeyAsync(adminIssuer: null, issuer: null);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*the default one and 'admin', have the same key*");
    }

    [Fact]
    public async Task Two_sets_with_one_key_and_an_issuer_each_are_apart()
    {
        await using var app = await StartWithSharedKeyAsync(adminIssuer: "admin", issuer: "shop");

        var token = app.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada" });
        (await app.GetAsync("/", TokenHeaders.Bearer(token))).Code.Should().Be(JwtErrorCodes.IssuerInvalid);
    }

    [Fact]
    public async Task Two_sets_with_one_key_and_an_issuer_for_one()
    {
        var start = () => StartWithSharedKeyAsync(adminIssuer: "admin", issuer: null);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*one would accept the other's*");
    }

    [Fact]
    public async Task Two_sets_with_one_cookie()
    {
        var start = () => TestApp.StartAsync(
            jwt =>
            {
                jwt.AddAccessCookie();
                jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessCookie();
            },
            _ => { });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*the default one and 'admin', have a cookie of the same name*");
    }

    [Fact]
    public async Task A_class_that_is_no_scheme()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (HttpContext context) =>
            {
                var read = () => context.GetJwtCredentials<JwtSecurityScheme>();
                read.Should().Throw<InvalidOperationException>().WithMessage("*is no scheme*JwtAccessBearer*");
                var require = () => ((RouteHandlerBuilder)web.MapGet("/other", () => "")).RequireJwt<JwtSecurityScheme>();
                require.Should().Throw<InvalidOperationException>().WithMessage("*is no scheme*JwtAccessBearer*");
                return "in";
            }).RequireJwt<JwtAccessBearer>());

        (await app.GetAsync("/", app.Access())).Body.Should().Be("in");
    }

    [Fact]
    public async Task A_scheme_made_by_hand_and_registered_with_a_key_is_no_finding()
    {
        var byHand = new JwtAccessBearer(new JwtSchemeOptions { SecretKey = TestApp.OtherSecret });
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", ([FromKeyedServices("internal")] JwtAccessBearer scheme) => ReferenceEquals(scheme, byHand)),
            builder => builder.Services.AddKeyedSingleton("internal", byHand));

        (await app.GetAsync("/")).Body.Should().Be("true");
    }

    [Fact]
    public async Task Options_configured_by_the_schemes_name_count()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials) => "in"),
            builder => builder.Services.Configure<JwtSchemeOptions>("JwtAccessBearer", o => o.Issuer = "demanded"));

        (await app.GetAsync("/", app.Access())).Code.Should().Be(JwtErrorCodes.IssuerInvalid);
    }

    private static Task<TestApp> StartWithSharedKeyAsync(string? adminIssuer, string? issuer) => TestApp.StartAsync(
        jwt =>
        {
            jwt.AddAccessBearer();
            jwt.Services.AddJwtSecurity("admin", o =>
            {
                o.SecretKey = TestApp.Secret;
                o.Issuer = adminIssuer;
            }).AddAccessBearer();
        },
        web => web.MapGet("/", ([Security<JwtAccessBearer>("admin")] JwtAuthorizationCredentials credentials) => "in"),
        options: options => options.Issuer = issuer);

    private static async Task StartShouldFail(Action<WebApplication> configure, string message, Action<WebApplicationBuilder>? build = null)
    {
        var start = () => TestApp.StartAsync(jwt => jwt.AddAccessBearer(), configure, build);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }

    private sealed record Query([property: Security<JwtAccessBearer>] string? Name);

    private sealed class StrayAttributeHub : Hub
    {
        [Security<JwtAccessBearer>(Roles = "admin")]
        public string Go() => "in";
    }
}

[ApiController]
[Route("stray")]
public sealed class StrayAttributeController : ControllerBase
{
    [HttpGet]
    public string Get([Security<JwtAccessBearer>] string name) => name;
}
