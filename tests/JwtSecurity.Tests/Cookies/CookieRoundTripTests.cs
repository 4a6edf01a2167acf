using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Cookies;

/// <summary>What the login endpoint sets, a browser's cookie jar keeps and the guarded endpoint reads.</summary>
public sealed class CookieRoundTripTests
{
    [Theory]
    [InlineData("access_token_cookie", "refresh_token_cookie")]
    [InlineData("__Host-access", "__Host-refresh")]
    public async Task Logged_in_refreshed_and_logged_out(string accessName, string refreshName)
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie().AddRefreshCookie(),
            web =>
            {
                web.MapPost("/login", (JwtAccessCookie access, JwtRefreshCookie refresh, HttpResponse response) =>
                {
                    access.SetAccessCookie(response, access.CreateAccessToken(new { username = "ada" }));
                    refresh.SetRefreshCookie(response, refresh.CreateRefreshToken(new { username = "ada" }));
                });
                web.MapGet("/me", ([Security<JwtAccessCookie>] JwtAuthorizationCredentials credentials) => credentials.GetString("username"));
                web.MapPost("/refresh", ([Security<JwtRefreshCookie>] JwtAuthorizationCredentials credentials, JwtAccessCookie access, HttpResponse response) =>
                {
                    access.SetAccessCookie(response, access.CreateAccessToken(credentials.Subject));
                    return credentials.GetString("username");
                });
                web.MapPost("/logout", (JwtAccessCookie access, JwtRefreshCookie refresh, HttpResponse response) =>
                {
                    access.UnsetAccessCookie(response);
                    refresh.UnsetRefreshCookie(response);
                });
            },
            options: o =>
            {
                o.AccessCookie.Name = accessName;
                o.RefreshCookie.Name = refreshName;
            });

        // The jar compares Expires with the machine's clock, so the application's is ahead of it.
        app.Clock.SetUtcNow(new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var jar = new CookieContainer();
        using var handler = new CookieContainerHandler(jar) { InnerHandler = app.Server.CreateHandler() };
        using var browser = new HttpClient(handler) { BaseAddress = new Uri("https://localhost") };

        (await GetAsync(browser, "/me")).Summary().Should().Be("401 credentials_missing");

        (await PostAsync(browser, "/login")).Status.Should().Be(HttpStatusCode.OK);
        jar.GetCookies(browser.BaseAddress).Should().HaveCount(2).And.OnlyContain(cookie => cookie.HttpOnly && cookie.Secure);
        (await GetAsync(browser, "/me")).Summary().Should().Be("ada");

        app.Clock.Advance(TimeSpan.FromMinutes(15));
        (await GetAsync(browser, "/me")).Summary().Should().Be("401 token_expired");
        (await PostAsync(browser, "/refresh")).Summary().Should().Be("ada");
        (await GetAsync(browser, "/me")).Summary().Should().Be("ada");

        (await PostAsync(browser, "/logout")).Status.Should().Be(HttpStatusCode.OK);
        jar.GetCookies(browser.BaseAddress).Should().BeEmpty();
        (await GetAsync(browser, "/me")).Summary().Should().Be("401 credentials_missing");
    }

    private static async Task<Answer> GetAsync(HttpClient browser, string path) =>
        await Answer.ReadAsync(await browser.GetAsync(new Uri(path, UriKind.Relative)));

    private static async Task<Answer> PostAsync(HttpClient browser, string path) =>
        await Answer.ReadAsync(await browser.PostAsync(new Uri(path, UriKind.Relative), content: null));
}
