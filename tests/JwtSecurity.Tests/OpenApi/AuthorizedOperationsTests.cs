using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.OpenApi;

/// <summary>What a document says of operations behind ASP.NET Core's authorization, where tokens of this library are what opens them.</summary>
public sealed class AuthorizedOperationsTests
{
    [Fact]
    public async Task Authorize_and_policies_are_described_like_guards()
    {
        await using var app = await StartAsync(
            AddSchemes,
            web =>
            {
                web.MapGet("/authorize", [Authorize] () => "in");
                web.MapGet("/require", () => "in").RequireAuthorization();
                web.MapGet("/roles", [Authorize(Roles = "admin, editor")] () => "in");
                web.MapGet("/named", [Authorize(AuthenticationSchemes = "admin.JwtAccessBearer")] () => "in");
                web.MapPost("/either", [Authorize(AuthenticationSchemes = "JwtAccessBearer, JwtAccessCookie")] () => "in");
                web.MapGet("/policy", () => "in").RequireAuthorization("staff");
                web.MapGet("/built", () => "in").RequireAuthorization(policy => policy.AddAuthenticationSchemes("JwtAccessCookie").RequireClaim("age"));
                web.MapGet("/guarded", [Authorize(Roles = "admin")] ([Security<JwtAccessBearer>(Scopes = "orders:read")] JwtAuthorizationCredentials credentials) => "in");
                web.MapGet("/attribute", [Authorize(Roles = "auditor"), Security<JwtAccessCookie>(Roles = "admin")] () => "in");
                web.MapGet("/lifted", [Authorize] () => "in").AllowAnonymous();
                web.MapGet("/open", () => "in");
                web.MapControllers();
            },
            builder => builder.Services.AddControllers().AddOnly(typeof(StaffController)));

        var document = await DescribedApp.ReadAsync(app, DescribedApp.Path);

        await ApprovedDocument.CompareAsync("Authorize", document);
        await ShouldBeTrueAsync(app, document);
    }

    [Fact]
    public async Task A_fallback_policy_guards_what_nothing_else_does()
    {
        await using var app = await StartAsync(
            AddSchemes,
            web =>
            {
                web.MapGet("/any", () => "in");
                web.MapGet("/guarded", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials? credentials) => "in");
                web.MapGet("/open", () => "in").AllowAnonymous();
            },
            builder => builder.Services.AddAuthorization(options => options.FallbackPolicy = options.DefaultPolicy));

        var document = await DescribedApp.ReadAsync(app, DescribedApp.Path);

        await ApprovedDocument.CompareAsync("FallbackPolicy", document);
        await ShouldBeTrueAsync(app, document);
    }

    [Fact]
    public async Task What_something_else_may_open_is_not_described()
    {
        await using var app = await StartAsync(
            set =>
            {
                set.AddAccessBearer().AddAccessCookie(options => options.ForwardAuthenticate = "ByHeader");
                set.Services.AddAuthentication().AddByHeader();
            },
            web =>
            {
                web.MapGet("/default", [Authorize] () => "in");
                web.MapGet("/foreign", [Authorize(AuthenticationSchemes = "ByHeader")] () => "in");
                web.MapGet("/mixed", [Authorize(AuthenticationSchemes = "ByHeader,JwtAccessBearer")] () => "in");
                web.MapGet("/forwarded", [Authorize(AuthenticationSchemes = "JwtAccessCookie")] () => "in");
                web.MapGet("/custom", () => "in").RequireAuthorization(policy => policy.AddAuthenticationSchemes("JwtAccessBearer").RequireAssertion(_ => true));
            });

        var document = await DescribedApp.ReadAsync(app, DescribedApp.Path);

        document.Should().NotContain("security").And.NotContain("401");
    }

    private static void AddSchemes(JwtSecurityBuilder set)
    {
        set.AddAccessBearer().AddAccessCookie().AddRefreshBearer();
        set.Services.AddJwtSecurity("admin", options => options.SecretKey = TestApp.OtherSecret).AddAccessBearer();
    }

    private static Task<TestApp> StartAsync(Action<JwtSecurityBuilder> schemes, Action<WebApplication> map, Action<WebApplicationBuilder>? build = null) => TestApp.StartAsync(
        schemes,
        web =>
        {
            web.MapOpenApi().AllowAnonymous();
            map(web);
        },
        builder =>
        {
            builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireRole("staff").RequireClaim("age"));
            build?.Invoke(builder);
            DescribedApp.AddDocument(builder, "v1");
        });

    // Whoever has no token gets in where the document says so, and nowhere else.
    private static async Task ShouldBeTrueAsync(TestApp app, string document)
    {
        using var json = JsonDocument.Parse(document);
        foreach (var path in json.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var isOpen = !operation.Value.TryGetProperty("security", out var security) || security.EnumerateArray().Any(way => !way.EnumerateObject().Any());

                var answer = await app.SendAsync(HttpMethod.Parse(operation.Name), path.Name, []);

                answer.Status.Should().Be(isOpen ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, path.Name);
            }
        }
    }

    [Route("staff")]
    [Authorize(Roles = "staff")]
    public sealed class StaffController : ControllerBase
    {
        [HttpGet]
        public string All() => "in";

        [HttpGet("admins")]
        [Authorize(Roles = "admin")]
        public string Admins() => "in";

        [HttpGet("open")]
        [AllowAnonymous]
        public string Open() => "in";
    }
}
