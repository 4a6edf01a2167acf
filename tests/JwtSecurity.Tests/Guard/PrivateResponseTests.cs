using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>Caches between server and client: what depends on a cookie is private, and tokens and refusals are not stored.</summary>
public sealed class PrivateResponseTests
{
    [Theory]
    [InlineData("/guard", "cache first")]
    [InlineData("/guard", "authentication first")]
    [InlineData("/optional", "cache first")]
    [InlineData("/optional", "authentication first")]
    [InlineData("/convention", "cache first")]
    [InlineData("/convention", "authentication first")]
    [InlineData("/written", "cache first")]
    [InlineData("/written", "authentication first")]
    [InlineData("/started", "cache first")]
    [InlineData("/started", "authentication first")]
    [InlineData("/file", "cache first")]
    [InlineData("/authorize", "cache first")]
    [InlineData("/authorize", "authentication first")]
    [InlineData("/action", "cache first")]
    [InlineData("/action", "authentication first")]
    [InlineData("/authorized-action", "cache first")]
    [InlineData("/authorized-action", "authentication first")]
    public async Task Response_caching_serves_no_page_of_one_user_to_another(string path, string order)
    {
        await using var app = await StartAsync(order);

        var ada = await app.GetAsync(path, TokenHeaders.Cookie(app.AccessToken("ada")));
        var bob = await app.GetAsync(path, TokenHeaders.Cookie(app.AccessToken("bob")));
        var nobody = await app.GetAsync(path);

        ada.Body.Should().Be("ada");
        bob.Body.Should().Be("bob");
        nobody.Body.Should().NotContain("ada").And.NotContain("bob");
        ada.CacheControl.Should().Contain("private").And.NotContain("public").And.NotContain("s-maxage");
        ada.Headers["Vary"].Should().Contain(vary => vary.Contains("Cookie", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cache first")]
    [InlineData("authentication first")]
    public async Task The_anonymous_page_of_an_optional_guard_is_not_served_to_somebody_logged_in(string order)
    {
        await using var app = await StartAsync(order);

        (await app.GetAsync("/optional")).Body.Should().Be("nobody");
        (await app.GetAsync("/optional", TokenHeaders.Cookie(app.AccessToken("ada")))).Body.Should().Be("ada");
    }

    [Theory]
    [InlineData("cache first")]
    [InlineData("authentication first")]
    public async Task A_page_for_everybody_stays_cacheable_although_the_default_scheme_reads_a_cookie(string order)
    {
        await using var app = await StartAsync(order);

        var first = await app.GetAsync("/public");
        var second = await app.GetAsync("/public");

        first.CacheControl.Should().Be("public, max-age=60");
        first.Headers["Vary"].Should().BeEmpty();
        second.Body.Should().Be(first.Body);
        second.Headers["Age"].Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("public, max-age=60", "max-age=60, private")]
    [InlineData("s-maxage=60", "private")]
    [InlineData("public, s-maxage=600, max-age=60, must-revalidate", "max-age=60, private, must-revalidate")]
    [InlineData("PUBLIC", "private")]
    [InlineData("private, max-age=60", "private, max-age=60")]
    [InlineData("no-store", "no-store")]
    [InlineData("max-age=60", "max-age=60")]
    public async Task Only_what_lets_shared_caches_store_is_changed(string written, string sent)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials, HttpContext context) =>
            {
                context.Response.Headers.CacheControl = written;
                return "in";
            }));

        var answer = await app.GetAsync("/", TokenHeaders.Cookie(app.AccessToken()));

        Directives(answer.CacheControl).Should().BeEquivalentTo(Directives(sent));
    }

    [Theory]
    [InlineData(null, "Cookie, Authorization")]
    [InlineData("Accept-Encoding", "Accept-Encoding, Cookie, Authorization")]
    [InlineData("*", "*")]
    [InlineData("cookie, authorization", "cookie, authorization")]
    public async Task Vary_names_what_the_response_depends_on_beside_what_the_endpoint_named(string? written, string sent)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearerCookie(),
            web => web.MapGet("/", (JwtAuthorizationCredentials? credentials, HttpContext context) =>
            {
                context.Response.Headers.Vary = written;
                return "in";
            }));

        var answer = await app.GetAsync("/");

        string.Join(", ", answer.Headers["Vary"]).Should().Be(sent);
    }

    [Fact]
    public async Task A_response_to_a_bearer_token_alone_is_left_as_it_is()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessBearer(),
            web => web.MapGet("/", (JwtAuthorizationCredentials credentials, HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "max-age=60";
                return "in";
            }));

        var answer = await app.GetAsync("/", app.Access());

        answer.CacheControl.Should().Be("max-age=60");
        answer.Headers["Vary"].Should().BeEmpty();
    }

    [Theory]
    [InlineData("/guard", "none")]
    [InlineData("/guard", "forged")]
    [InlineData("/authorize", "none")]
    [InlineData("/authorize", "forged")]
    [InlineData("/roles", "good")]
    [InlineData("/authorize-roles", "good")]
    [InlineData("/guard", "cross-site")]
    public async Task A_refusal_is_not_stored(string path, string token)
    {
        await using var app = await StartAsync("cache first");
        (string, string)[] headers = token switch
        {
            "none" => [],
            "forged" => [app.Forged()],
            "good" => [app.Access(role: "user")],
            _ => [TokenHeaders.Cookie(app.AccessToken()), ("Sec-Fetch-Site", "cross-site")],
        };

        var answer = await app.SendAsync(token == "cross-site" ? HttpMethod.Post : HttpMethod.Get, path, headers);

        ((int)answer.Status).Should().BeOneOf(401, 403);
        answer.CacheControl.Should().Be("no-store");
    }

    [Theory]
    [InlineData("/pair")]
    [InlineData("/typed-pair")]
    [InlineData("/result-pair")]
    [InlineData("/object-of-its-own")]
    [InlineData("/set-cookie")]
    [InlineData("/unset-cookie")]
    [InlineData("/action-pair")]
    [InlineData("/injected/action-result")]
    [InlineData("/injected/ok")]
    [InlineData("/injected/json")]
    [InlineData("/action-cookie")]
    public async Task A_response_that_carries_a_token_or_sets_a_cookie_is_not_stored(string path)
    {
        await using var app = await StartAsync("cache first");

        var answer = await app.GetAsync(path);

        ((int)answer.Status).Should().Be(200);
        answer.CacheControl.Should().Be("no-store");
    }

    private static string[] Directives(string cacheControl) => cacheControl.Split(',', StringSplitOptions.TrimEntries);

    private static Task<TestApp> StartAsync(string order)
    {
        var counter = 0;
        return TestApp.StartAsync(
            jwt => jwt.AddAccessBearerCookie().AddRefreshBearer(),
            web =>
            {
                web.UseRouting();
                if (order == "cache first")
                {
                    web.UseResponseCaching();
                    web.UseAuthentication();
                    web.UseAuthorization();
                }
                else
                {
                    web.UseAuthentication();
                    web.UseAuthorization();
                    web.UseResponseCaching();
                }

                web.MapMethods("/guard", ["GET", "POST"], (JwtAuthorizationCredentials credentials, HttpContext context) => Public(context, credentials.GetString("username")!));
                web.MapGet("/optional", (JwtAuthorizationCredentials? credentials, HttpContext context) => Public(context, credentials?.GetString("username") ?? "nobody"));
                web.MapGet("/convention", (HttpContext context) => Public(context, context.User.Identity!.Name!)).RequireJwt<JwtAccessBearerCookie>();
                web.MapGet("/authorize", (HttpContext context) => Public(context, context.User.Identity!.Name!)).RequireAuthorization();
                web.MapGet("/public", (HttpContext context) => Public(context, $"{++counter}"));
                web.MapGet("/written", (JwtAuthorizationCredentials credentials, HttpContext context) =>
                    context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Public(context, credentials.GetString("username")!))).AsTask());
                web.MapGet("/started", async (JwtAuthorizationCredentials credentials, HttpContext context) =>
                {
                    var text = Public(context, credentials.GetString("username")!);
                    await context.Response.StartAsync();
                    await context.Response.WriteAsync(text);
                });
                web.MapGet("/file", async (JwtAuthorizationCredentials credentials, HttpContext context) =>
                {
                    var path = Path.GetTempFileName();
                    await File.WriteAllTextAsync(path, Public(context, credentials.GetString("username")!));
                    await context.Response.SendFileAsync(path);
                    File.Delete(path);
                });
                web.MapGet("/roles", () => "in").RequireJwt<JwtAccessBearerCookie>(roles: ["admin"]);
                web.MapGet("/authorize-roles", () => "in").RequireAuthorization(policy => policy.RequireRole("admin"));
                web.MapGet("/pair", (JwtAccessBearerCookie access, HttpContext context) =>
                {
                    Public(context, "");
                    return access.CreateTokenPair(new { username = "ada" });
                });
                web.MapGet("/typed-pair", Results<Ok<TokenPair>, NotFound> (JwtAccessBearerCookie access, HttpContext context) =>
                {
                    Public(context, "");
                    return TypedResults.Ok(access.CreateTokenPair(new { username = "ada" }));
                });
                web.MapGet("/result-pair", (JwtAccessBearerCookie access, HttpContext context) =>
                {
                    Public(context, "");
                    return Results.Ok(access.CreateTokenPair(new { username = "ada" }));
                });
                web.MapGet("/object-of-its-own", (JwtAccessBearerCookie access, HttpContext context) =>
                {
                    Public(context, "");
                    return new { token = access.CreateAccessToken(new { username = "ada" }) };
                });
                web.MapGet("/set-cookie", (JwtAccessBearerCookie access, HttpContext context) =>
                {
                    Public(context, "");
                    access.SetAccessCookie(context.Response, access.CreateAccessToken(new { username = "ada" }));
                });
                web.MapGet("/unset-cookie", (JwtAccessBearerCookie access, HttpContext context) =>
                {
                    Public(context, "");
                    access.UnsetAccessCookie(context.Response);
                });
                web.MapControllers();
            },
            build: builder =>
            {
                builder.Services.AddAuthorization();
                builder.Services.AddResponseCaching();
                builder.Services.AddControllers().AddOnly(typeof(CachedPagesController), typeof(InjectedController));
            });
    }

    private static string Public(HttpContext context, string text)
    {
        context.Response.Headers.CacheControl = "public, max-age=60";
        return text;
    }

    [ApiController]
    public sealed class CachedPagesController : ControllerBase
    {
        [HttpGet("/action")]
        [ResponseCache(Duration = 60)]
        public IActionResult Guarded(JwtAuthorizationCredentials credentials) => Content(credentials.GetString("username")!);

        [HttpGet("/authorized-action")]
        [Security<JwtAccessBearerCookie>]
        [ResponseCache(Duration = 60)]
        public IActionResult Authorized() => Content(User.Identity!.Name!);

        [HttpGet("/action-pair")]
        [ResponseCache(Duration = 60)]
        public TokenPair Pair([FromServices] JwtAccessBearerCookie access) => access.CreateTokenPair(new { username = HttpContext.Request.Method });

        [HttpGet("/action-cookie")]
        [ResponseCache(Duration = 60)]
        public void Cookie([FromServices] JwtAccessBearerCookie access) => access.SetAccessCookie(Response, access.CreateAccessToken(new { username = "ada" }));
    }

    [ApiController]
    [ResponseCache(Duration = 60)]
    public sealed class InjectedController(JwtAccessBearerCookie access) : ControllerBase
    {
        [HttpGet("/injected/action-result")]
        public ActionResult<TokenPair> Typed() => access.CreateTokenPair(new { username = "ada" });

        [HttpGet("/injected/ok")]
        public IActionResult Untyped() => Ok(access.CreateTokenPair(new { username = "ada" }));

        [HttpGet("/injected/json")]
        public IActionResult Json() => new JsonResult(access.CreateTokenPair(new { username = "ada" }));
    }
}
