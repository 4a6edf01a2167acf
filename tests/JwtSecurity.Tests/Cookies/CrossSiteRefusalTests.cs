using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Cookies;

/// <summary>What a request gets whose cookie token another site sent along, and what operators read about it.</summary>
public sealed class CrossSiteRefusalTests(CrossSiteApp site) : IClassFixture<CrossSiteApp>
{
    private const string Evil = "https://evil.example";

    [Theory]
    [InlineData("/required", "403 csrf_failed")]
    [InlineData("/optional", "403 csrf_failed")]
    [InlineData("/both", "403 csrf_failed")]
    [InlineData("/refresh", "403 csrf_failed")]
    [InlineData("/lenient", "nobody")]
    [InlineData("/user", "nobody")]
    public async Task It_is_refused_unless_a_lenient_scheme_is_optional(string path, string expected)
    {
        (await site.SendAsync("POST", path, Evil, fetchSite: null)).Summary().Should().Be(expected);
    }

    [Fact]
    public async Task The_refusal_has_no_challenge_and_is_not_stored()
    {
        var answer = await site.SendAsync("POST", "/required", Evil, fetchSite: null);

        answer.Summary().Should().Be("403 csrf_failed");
        answer.Challenge.Should().BeEmpty();
        answer.CacheControl.Should().Be("no-store");
        answer.Headers["Content-Type"].Should().Equal("application/problem+json");
        answer.Json.GetProperty("status").GetInt32().Should().Be(403);
        answer.Detail.Should().Be("The request came from another site");
    }

    [Fact]
    public async Task A_bad_token_is_401_before_the_origin_is_looked_at()
    {
        var answer = await site.App.SendRawAsync("POST", "/required", ("Cookie", "access_token_cookie=garbage"), ("Origin", Evil));

        answer.Summary().Should().Be("401 token_malformed");
    }

    [Fact]
    public async Task No_cookie_is_401_wherever_the_request_came_from()
    {
        (await site.App.SendRawAsync("POST", "/required", ("Origin", Evil))).Summary().Should().Be("401 credentials_missing");
        (await site.App.SendRawAsync("POST", "/optional", ("Origin", Evil))).Summary().Should().Be("nobody");
    }

    [Fact]
    public async Task The_log_says_what_to_set_and_shows_neither_token_nor_origin()
    {
        await site.SendAsync("POST", "/required", Evil, fetchSite: null);

        var entry = site.App.Logs.Entries.Last(entry => entry.Id.Id == 501);
        entry.Level.Should().Be(LogLevel.Warning);
        entry.Id.Name.Should().Be("CrossSiteRequestRefused");
        entry.Text.Should().Contain("JwtAccess").And.Contain("Csrf.TrustedOrigins").And.Contain("forwarded headers");
        entry.Text.Should().NotContain("eyJ").And.NotContain("evil");
    }

    [Fact]
    public async Task The_check_can_be_switched_off()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(o => o.Csrf.CheckBrowserOrigin = false),
            web => web.MapPost("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username")));
        var token = Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow()));

        var answer = await app.SendRawAsync("POST", "/", ("Cookie", "access_token_cookie=" + token), ("Origin", Evil), ("Sec-Fetch-Site", "cross-site"));

        answer.Summary().Should().Be("ada");
    }

    [Fact]
    public async Task What_authentication_let_pass_is_checked_again_where_the_method_changed_since()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web =>
            {
                web.UseAuthentication();
                web.Use((context, next) =>
                {
                    context.Request.Method = context.Request.Headers["X-HTTP-Method-Override"].FirstOrDefault() ?? context.Request.Method;
                    return next();
                });
                web.UseRouting();
                web.MapPost("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
            });
        var cookie = "access_token_cookie=" + Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow()));

        var answer = await app.GetRawAsync("/", ("Cookie", cookie), ("Origin", Evil), ("X-HTTP-Method-Override", "POST"));

        answer.Summary().Should().Be("403 csrf_failed");
    }

    [Fact]
    public async Task Forwarded_headers_make_a_proxys_host_the_own_one()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web =>
            {
                web.UseForwardedHeaders(new ForwardedHeadersOptions
                {
                    ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedHost,
                });
                web.MapPost("/", (JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
            });
        var cookie = "access_token_cookie=" + Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow()));

        var without = await app.SendRawAsync("POST", "/", ("Cookie", cookie), ("Host", "internal:8080"), ("Origin", "https://api.example.com"));
        var with = await app.SendRawAsync("POST", "/", ("Cookie", cookie), ("Host", "internal:8080"), ("Origin", "https://api.example.com"), ("X-Forwarded-Host", "api.example.com"));

        without.Summary().Should().Be("403 csrf_failed");
        with.Summary().Should().Be("ada");
    }
}
