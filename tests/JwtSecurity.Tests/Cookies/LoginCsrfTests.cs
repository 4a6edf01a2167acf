using System.Net;
using System.Reflection;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Cookies;

/// <summary>A form on another site that logs its visitor in under the attacker's name: no cookie is set for it.</summary>
public sealed class LoginCsrfTests
{
    private const string Evil = "https://evil.example";

    public static TheoryData<string, bool> Endpoints() => new()
    {
        { "/minimal", false },
        { "/minimal", true },
        { "/refresh-cookie", false },
        { "/refresh-cookie", true },
        { "/controller", false },
        { "/controller", true },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_cookie_is_not_set_for_another_site(string path, bool exceptionHandler)
    {
        await using var app = await StartAsync(exceptionHandler);

        var answer = await app.SendRawAsync("POST", path, ("Origin", Evil));

        answer.Summary().Should().Be("403 csrf_failed");
        answer.Detail.Should().Be("The request came from another site");
        answer.Headers["Set-Cookie"].Should().BeEmpty();
        answer.Challenge.Should().BeEmpty();
        answer.CacheControl.Should().Be("no-store");
        app.Logs.Entries.Should().NotContain(entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
        var entry = app.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 502).Which;
        entry.Text.Should().Contain("Csrf.TrustedOrigins").And.Contain("forwarded headers").And.NotContain("evil").And.NotContain("eyJ");
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_cookie_is_set_for_the_own_site_and_for_what_is_no_browser(string path, bool exceptionHandler)
    {
        await using var app = await StartAsync(exceptionHandler);

        var own = await app.SendRawAsync("POST", path, ("Origin", "http://localhost"), ("Sec-Fetch-Site", "same-origin"));
        var none = await app.SendRawAsync("POST", path);

        own.Status.Should().Be(HttpStatusCode.OK);
        own.Headers["Set-Cookie"].Should().ContainSingle(header => header.Contains("_token_cookie=ey", StringComparison.Ordinal));
        own.CacheControl.Should().Be("no-store");
        none.Status.Should().Be(HttpStatusCode.OK);
        none.Headers["Set-Cookie"].Should().ContainSingle(header => header.Contains("_token_cookie=ey", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Setting_is_checked_whatever_the_method(string method)
    {
        await using var app = await StartAsync();

        (await app.SendRawAsync(method, "/any", ("Sec-Fetch-Site", "cross-site"))).Summary().Should().Be("403 csrf_failed");
        (await app.SendRawAsync(method, "/any", ("Sec-Fetch-Site", "none"))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_trusted_origin_may_log_in()
    {
        await using var app = await StartAsync(options: o => o.Csrf.TrustedOrigins.Add("https://app.example.com"));

        var answer = await app.SendRawAsync("POST", "/minimal", ("Origin", "https://app.example.com"), ("Sec-Fetch-Site", "cross-site"));

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Headers["Set-Cookie"].Should().HaveCount(2);
    }

    [Theory]
    [InlineData("/minimal")]
    [InlineData("/controller")]
    public async Task The_check_can_be_switched_off(string path)
    {
        await using var app = await StartAsync(options: o => o.Csrf.CheckBrowserOrigin = false);

        var answer = await app.SendRawAsync("POST", path, ("Origin", Evil), ("Sec-Fetch-Site", "cross-site"));

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Headers["Set-Cookie"].Should().Contain(header => header.StartsWith("access_token_cookie=ey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logging_out_is_not_checked_because_it_gives_nobody_anything()
    {
        await using var app = await StartAsync();

        var answer = await app.SendRawAsync("POST", "/logout", ("Origin", Evil));

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Headers["Set-Cookie"].Should().ContainSingle().Which.Should().StartWith("access_token_cookie=; ");
    }

    [Fact]
    public async Task A_refusal_after_the_response_began_is_no_second_answer()
    {
        await using var app = await StartAsync();

        var sending = () => app.SendRawAsync("POST", "/late", ("Origin", Evil));

        await sending.Should().ThrowAsync<Exception>();
        app.Logs.Entries.Should().NotContain(entry => entry.Text.Contains("eyJ", StringComparison.Ordinal));
    }

    private static Task<TestApp> StartAsync(bool exceptionHandler = false, Action<JwtSecurityOptions>? options = null) => TestApp.StartAsync(
        jwt => jwt.AddAccessCookie().AddRefreshCookie(),
        web =>
        {
            if (exceptionHandler)
            {
                web.UseExceptionHandler(handler => handler.Run(context =>
                {
                    context.Response.StatusCode = StatusCodes.Status418ImATeapot;
                    return Task.CompletedTask;
                }));
            }

            web.MapPost("/minimal", (JwtAccessCookie access, HttpResponse response) =>
            {
                response.Cookies.Append("theme", "dark");
                access.SetAccessCookie(response, access.CreateAccessToken(new { username = "mallory" }));
                return "logged in";
            });
            web.MapPost("/refresh-cookie", async (JwtRefreshCookie refresh, HttpContext context) =>
            {
                await Task.Yield();
                refresh.SetRefreshCookie(context.Response, refresh.CreateRefreshToken(new { username = "mallory" }));
            });
            web.MapMethods("/any", ["GET", "POST"], (JwtAccessCookie access, HttpResponse response) =>
                access.SetAccessCookie(response, access.CreateAccessToken(new { username = "mallory" })));
            web.MapPost("/logout", (JwtAccessCookie access, HttpResponse response) => access.UnsetAccessCookie(response));
            web.MapPost("/late", async (JwtAccessCookie access, HttpResponse response) =>
            {
                await response.WriteAsync("begun");
                await response.Body.FlushAsync();
                access.SetAccessCookie(response, access.CreateAccessToken(new { username = "mallory" }));
            });
            web.MapControllers();
        },
        builder => builder.Services.AddControllers().ConfigureApplicationPartManager(manager =>
        {
            manager.ApplicationParts.Clear();
            manager.ApplicationParts.Add(new OneController());
            manager.FeatureProviders.Add(new NestedControllers());
        }),
        options);

    [Route("controller")]
    internal sealed class LoginController(JwtAccessCookie access) : ControllerBase
    {
        [HttpPost]
        public IActionResult Login()
        {
            Response.Cookies.Append("theme", "dark");
            access.SetAccessCookie(Response, access.CreateAccessToken(new { username = "mallory" }));
            return Ok();
        }
    }

    private sealed class OneController : ApplicationPart, IApplicationPartTypeProvider
    {
        public override string Name => nameof(OneController);

        public IEnumerable<TypeInfo> Types => [typeof(LoginController).GetTypeInfo()];
    }

    private sealed class NestedControllers : ControllerFeatureProvider
    {
        protected override bool IsController(TypeInfo typeInfo) => typeInfo == typeof(LoginController);
    }
}
