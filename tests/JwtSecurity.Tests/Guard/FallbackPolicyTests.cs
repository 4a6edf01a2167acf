using System.Net;
using System.Security.Claims;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>A fallback policy is for endpoints that say nothing about security; one with a guard has said it, where authorization cannot see it.</summary>
public sealed class FallbackPolicyTests
{
    [Theory]
    [InlineData("/required")]
    [InlineData("/optional")]
    [InlineData("/convention")]
    [InlineData("/refresh")]
    [InlineData("/action")]
    public async Task A_guarded_endpoint_is_not_locked_out(string path)
    {
        await using var app = await StartAsync();

        var answer = await app.GetAsync(path, path == "/refresh" ? app.Refresh() : app.Access());

        answer.Body.Should().Be("in");
    }

    [Fact]
    public async Task An_optional_guard_still_lets_the_anonymous_in()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/optional")).Body.Should().Be("in");
    }

    [Theory]
    [InlineData("/required")]
    [InlineData("/convention")]
    [InlineData("/refresh")]
    [InlineData("/action")]
    public async Task A_guarded_endpoint_still_asks_for_its_token(string path)
    {
        await using var app = await StartAsync();

        (await app.GetAsync(path)).Code.Should().Be("credentials_missing");
    }

    [Theory]
    [InlineData("/bare")]
    [InlineData("/login")]
    public async Task An_endpoint_without_a_guard_is_under_the_fallback_policy(string path)
    {
        await using var app = await StartAsync();

        (await app.GetAsync(path)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await app.GetAsync(path, app.Access())).Body.Should().Be("in");
    }

    [Theory]
    [InlineData("/imperative-required", "fallback")]
    [InlineData("/imperative-required", "admin")]
    [InlineData("/imperative-optional", "fallback")]
    [InlineData("/imperative-optional", "admin")]
    public async Task An_imperative_check_inside_a_guarded_endpoint_is_not_told_yes(string path, string policy)
    {
        await using var app = await StartAsync();

        (await app.GetAsync($"{path}?policy={policy}", app.Access(role: "user"))).Body.Should().Be("False");
    }

    [Fact]
    public async Task An_imperative_check_that_is_met_succeeds()
    {
        await using var app = await StartAsync();

        (await app.GetAsync("/imperative-required?policy=admin", app.Access(role: "admin"))).Body.Should().Be("True");
    }

    [Theory]
    [InlineData("/authorize-beside-optional")]
    [InlineData("/policy-beside-optional")]
    [InlineData("/policy-instance-beside-optional")]
    [InlineData("/requirement-beside-optional")]
    public async Task What_an_endpoint_asks_of_authorization_beside_an_optional_parameter_holds(string path)
    {
        await using var app = await StartAsync();

        (await app.GetAsync(path)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await app.GetAsync(path, app.Access(role: "admin"))).Body.Should().Be("in");
    }

    [Theory]
    [InlineData("/policy-beside-optional")]
    [InlineData("/policy-instance-beside-optional")]
    [InlineData("/requirement-beside-optional")]
    public async Task A_policy_beside_an_optional_parameter_is_not_met_by_the_guard(string path)
    {
        await using var app = await StartAsync();

        (await app.GetAsync(path, app.Access(role: "user"))).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_check_of_middleware_against_another_policy_is_not_met_by_a_guard_to_come()
    {
        bool? succeeded = null;
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web =>
            {
                web.Use(async (context, next) =>
                {
                    var service = context.RequestServices.GetRequiredService<IAuthorizationService>();
                    succeeded = (await service.AuthorizeAsync(new ClaimsPrincipal(), context, "admin")).Succeeded;
                    await next(context);
                });
                web.MapGet("/", (JwtAuthorizationCredentials credentials) => "in");
            },
            build: builder => builder.Services.AddAuthorizationBuilder()
                .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireRole("owner").Build())
                .AddPolicy("admin", policy => policy.RequireRole("admin")));

        await app.GetAsync("/", app.Access());

        succeeded.Should().BeFalse();
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        jwt => jwt.AddAccessBearer().AddRefreshBearer(),
        web =>
        {
            web.MapGet("/required", (JwtAuthorizationCredentials credentials) => "in");
            web.MapGet("/optional", (JwtAuthorizationCredentials? credentials) => "in");
            web.MapGet("/convention", () => "in").RequireJwt<JwtAccessBearer>();
            web.MapGet("/refresh", ([Security<JwtRefreshBearer>] JwtAuthorizationCredentials credentials) => "in");
            web.MapControllers();
            web.MapGet("/bare", () => "in");
            web.MapGet("/login", (JwtAccessBearer access) => "in");

            async Task<string> Ask(HttpContext context, IAuthorizationService service, string policy) =>
                (await service.AuthorizeAsync(context.User, context, policy)).Succeeded.ToString();
            web.MapGet("/imperative-required", (JwtAuthorizationCredentials credentials, HttpContext context, IAuthorizationService service, string policy) => Ask(context, service, policy));
            web.MapGet("/imperative-optional", (JwtAuthorizationCredentials? credentials, HttpContext context, IAuthorizationService service, string policy) => Ask(context, service, policy));

            web.MapGet("/authorize-beside-optional", [Authorize] (JwtAuthorizationCredentials? credentials) => "in");
            web.MapGet("/policy-beside-optional", (JwtAuthorizationCredentials? credentials) => "in").RequireAuthorization("admin");
            web.MapGet("/policy-instance-beside-optional", (JwtAuthorizationCredentials? credentials) => "in")
                .RequireAuthorization(new AuthorizationPolicyBuilder().RequireRole("admin").Build());
            web.MapGet("/requirement-beside-optional", [AdminOnly] (JwtAuthorizationCredentials? credentials) => "in");
        },
        build: builder =>
        {
            // The fallback's own requirement is one that nobody meets in the imperative checks: "fallback" holds the same objects.
            var fallback = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(context => context.User.IsInRole("admin")).Build();
            builder.Services.AddAuthorizationBuilder()
                .SetFallbackPolicy(fallback)
                .AddPolicy("fallback", fallback)
                .AddPolicy("admin", policy => policy.RequireRole("admin"));
            builder.Services.AddControllers().AddOnly(typeof(GuardedController));
        });

    [ApiController]
    public sealed class GuardedController : ControllerBase
    {
        [HttpGet("/action")]
        public IActionResult Get(JwtAuthorizationCredentials credentials) => Content(credentials.Jti.Length > 0 ? "in" : "");
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class AdminOnlyAttribute : Attribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() =>
            [new Microsoft.AspNetCore.Authorization.Infrastructure.RolesAuthorizationRequirement(["admin"])];
    }
}
