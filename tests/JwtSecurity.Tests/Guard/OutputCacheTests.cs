using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Guard;

/// <summary>The output cache answers before any guard does, so nothing that a guard let through may be in it.</summary>
public sealed class OutputCacheTests
{
    [Theory]
    [InlineData("/required", "header", "cache first")]
    [InlineData("/required", "header", "authentication first")]
    [InlineData("/required", "cookie", "cache first")]
    [InlineData("/required", "cookie", "authentication first")]
    [InlineData("/optional", "header", "cache first")]
    [InlineData("/optional", "header", "authentication first")]
    [InlineData("/optional", "cookie", "cache first")]
    [InlineData("/optional", "cookie", "authentication first")]
    [InlineData("/convention", "cookie", "cache first")]
    [InlineData("/authorize", "header", "cache first")]
    [InlineData("/authorize", "header", "authentication first")]
    [InlineData("/authorize", "cookie", "cache first")]
    [InlineData("/authorize", "cookie", "authentication first")]
    [InlineData("/action", "cookie", "cache first")]
    [InlineData("/action", "cookie", "authentication first")]
    public async Task What_one_user_was_shown_is_served_to_nobody_else(string path, string source, string order)
    {
        await using var app = await StartAsync(order, everything: false);

        var ada = await app.GetAsync(path, Token(app, source, "ada"));
        var bob = await app.GetAsync(path, Token(app, source, "bob"));
        var nobody = await app.GetAsync(path);

        ada.Body.Should().Be("ada");
        bob.Body.Should().Be("bob");
        nobody.Body.Should().NotContain("ada").And.NotContain("bob");
    }

    [Theory]
    [InlineData("/required", "header")]
    [InlineData("/required", "cookie")]
    [InlineData("/optional", "header")]
    [InlineData("/optional", "cookie")]
    [InlineData("/authorize", "header")]
    [InlineData("/authorize", "cookie")]
    [InlineData("/action", "header")]
    [InlineData("/base/required", "header")]
    [InlineData("/base/required", "cookie")]
    [InlineData("/base/optional", "cookie")]
    [InlineData("/base/authorize", "header")]
    [InlineData("/base/authorize", "cookie")]
    [InlineData("/own-policy", "header")]
    [InlineData("/own-policy", "cookie")]
    public async Task A_base_policy_that_caches_everything_does_not_cache_what_is_guarded(string path, string source)
    {
        await using var app = await StartAsync("cache first", everything: true);

        (await app.GetAsync(path, Token(app, source, "ada"))).Body.Should().Be("ada");
        (await app.GetAsync(path, Token(app, source, "bob"))).Body.Should().Be("bob");
        (await app.GetAsync(path)).Body.Should().NotContain("ada");
    }

    [Fact]
    public async Task What_a_refresh_cookie_was_answered_is_served_to_nobody_else()
    {
        await using var app = await StartAsync("cache first", everything: false);

        (await app.GetAsync("/refresh", TokenHeaders.Cookie(app.RefreshToken("ada"), "refresh_token_cookie"))).Body.Should().Be("ada");
        (await app.GetAsync("/refresh", TokenHeaders.Cookie(app.RefreshToken("bob"), "refresh_token_cookie"))).Body.Should().Be("bob");
        (await app.GetAsync("/refresh")).Code.Should().Be("credentials_missing");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_anonymous_answer_of_an_optional_guard_is_not_served_to_somebody_logged_in(bool everything)
    {
        await using var app = await StartAsync("cache first", everything);

        (await app.GetAsync("/optional")).Body.Should().Be("nobody");
        (await app.GetAsync("/optional", Token(app, "cookie", "ada"))).Body.Should().Be("ada");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_is_not_cached(bool everything)
    {
        await using var app = await StartAsync("cache first", everything);

        (await app.GetAsync("/required")).Code.Should().Be("credentials_missing");
        (await app.GetAsync("/required", Token(app, "cookie", "ada"))).Body.Should().Be("ada");
    }

    [Theory]
    [InlineData("cache first")]
    [InlineData("authentication first")]
    public async Task A_page_for_everybody_is_still_cached(string order)
    {
        await using var app = await StartAsync(order, everything: false);

        var first = await app.GetAsync("/public");
        var second = await app.GetAsync("/public");

        second.Body.Should().Be(first.Body);
    }

    [Fact]
    public async Task A_page_that_looks_at_the_user_is_not_cached_for_somebody_logged_in()
    {
        await using var app = await StartAsync("authentication first", everything: true);

        (await app.GetAsync("/user", Token(app, "cookie", "ada"))).Body.Should().Be("ada");
        (await app.GetAsync("/user", Token(app, "cookie", "bob"))).Body.Should().Be("bob");
    }

    private static (string, string) Token(TestApp app, string source, string username) =>
        source == "header" ? app.Access(username) : TokenHeaders.Cookie(app.AccessToken(username));

    private static Task<TestApp> StartAsync(string order, bool everything)
    {
        var counter = 0;
        return TestApp.StartAsync(
            jwt => jwt.AddAccessBearerCookie().AddRefreshCookie(),
            web =>
            {
                web.UseRouting();
                if (order == "cache first")
                {
                    web.UseOutputCache();
                    web.UseAuthentication();
                    web.UseAuthorization();
                }
                else
                {
                    web.UseAuthentication();
                    web.UseAuthorization();
                    web.UseOutputCache();
                }

                web.MapGet("/required", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")).CacheOutput();
                web.MapGet("/optional", (JwtAuthorizationCredentials? credentials) => credentials?.GetString("username") ?? "nobody").CacheOutput();
                web.MapGet("/convention", (HttpContext context) => context.GetJwtCredentials()?.GetString("username")).RequireJwt<JwtAccessBearerCookie>().CacheOutput();
                web.MapGet("/authorize", (HttpContext context) => context.User.Identity?.Name).RequireAuthorization().CacheOutput();
                web.MapGet("/user", (HttpContext context) => context.User.Identity?.Name ?? "nobody").CacheOutput();
                web.MapGet("/public", () => $"{++counter}").CacheOutput();
                web.MapGet("/refresh", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials) => credentials.GetString("username")).CacheOutput();
                web.MapGet("/base/required", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
                web.MapGet("/base/optional", (JwtAuthorizationCredentials? credentials) => credentials?.GetString("username") ?? "nobody");
                web.MapGet("/base/authorize", (HttpContext context) => context.User.Identity?.Name).RequireAuthorization();
                web.MapGet("/own-policy", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"))
                    .CacheOutput(policy => policy.AddPolicy<CacheEverything>(), excludeDefaultPolicy: true);
                web.MapControllers().CacheOutput();
            },
            build: builder =>
            {
                builder.Services.AddAuthorization();
                builder.Services.AddControllers().AddOnly(typeof(CachedController));
                builder.Services.AddOutputCache(options =>
                {
                    if (everything)
                    {
                        options.AddBasePolicy(new CacheEverything());
                    }
                });
            });
    }

    [ApiController]
    public sealed class CachedController : ControllerBase
    {
        [HttpGet("/action")]
        [OutputCache(Duration = 60)]
        public IActionResult Get(JwtAuthorizationCredentials credentials) => Content(credentials.GetString("username")!);
    }

    /// <summary>What people write when the default policy refuses requests with an Authorization header.</summary>
    private sealed class CacheEverything : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.EnableOutputCaching = true;
            context.AllowCacheLookup = true;
            context.AllowCacheStorage = true;
            return default;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;
    }
}
