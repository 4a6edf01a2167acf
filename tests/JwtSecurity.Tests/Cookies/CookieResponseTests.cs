using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Cookies;

/// <summary>What becomes of a response that sets a token cookie, and of a cookie token on ASP.NET Core's own road.</summary>
public sealed class CookieResponseTests
{
    [Theory]
    [InlineData("public, max-age=60")]
    [InlineData("private")]
    [InlineData("max-age=3600")]
    public async Task A_response_that_sets_a_cookie_is_not_stored_whatever_the_endpoint_says_later(string cacheControl)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web =>
            {
                web.MapPost("/login", (JwtAccessCookie access, HttpResponse response) =>
                {
                    access.SetAccessCookie(response, access.CreateAccessToken(new { username = "ada" }));
                    response.Headers.CacheControl = cacheControl;
                    return "logged in";
                });
                web.MapPost("/logout", (JwtAccessCookie access, HttpResponse response) =>
                {
                    access.UnsetAccessCookie(response);
                    response.Headers.CacheControl = cacheControl;
                    return "logged out";
                });
            });

        foreach (var path in (string[])["/login", "/logout"])
        {
            var answer = await app.SendRawAsync("POST", path);

            answer.Headers["Set-Cookie"].Should().ContainSingle();
            answer.CacheControl.Should().Be("no-store");
        }
    }

    [Fact]
    public async Task A_refusal_wherever_the_scheme_came_from_sets_no_cookie()
    {
        await using var app = await LoopbackApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web => web.MapPost("/", (HttpContext context) =>
            {
                var access = context.RequestServices.GetRequiredService<JwtAccessCookie>();
                access.SetAccessCookie(context.Response, access.CreateAccessToken(new { username = "mallory" }));
            }));
        await using var connection = await RawConnection.OpenAsync(app.Address);

        var answer = await connection.SendAsync("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nContent-Length: 0\r\n\r\n");

        answer!.Status.Should().Be(403);
        answer.Header("Set-Cookie").Should().BeNull();
    }

    [Theory]
    [InlineData("POST", "https://evil.example", "403 csrf_failed")]
    [InlineData("POST", "http://localhost", "ada")]
    [InlineData("GET", "https://evil.example", "ada")]
    public async Task Authorization_refuses_another_sites_request_as_the_guard_does(string method, string origin, string expected)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web => web.MapMethods("/", ["GET", "POST"], (HttpContext context) => context.User.FindFirst("username")?.Value ?? "ada").RequireAuthorization(),
            builder => builder.Services.AddAuthorization());
        var cookie = "access_token_cookie=" + Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow()));

        var answer = await app.SendRawAsync(method, "/", ("Cookie", cookie), ("Origin", origin));

        answer.Summary().Should().Be(expected);
        answer.Challenge.Should().BeEmpty();
    }

    [Fact]
    public async Task Other_cookies_of_the_response_are_sent_with_the_tokens()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie(),
            web => web.MapPost("/", (JwtAccessCookie access, HttpResponse response) =>
            {
                response.Cookies.Append("theme", "dark");
                access.SetAccessCookie(response, access.CreateAccessToken(new { username = "ada" }));
                response.Cookies.Append("language", "en");
            }));

        var answer = await app.SendRawAsync("POST", "/");

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Headers["Set-Cookie"].Select(header => header.Split('=')[0]).Should().Equal("theme", "access_token_cookie", "language");
    }
}
