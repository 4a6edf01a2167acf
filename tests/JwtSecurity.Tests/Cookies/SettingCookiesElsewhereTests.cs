using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Cookies;

/// <summary>Token cookies set where a visitor arrives from another site, and set by services deep inside.</summary>
public sealed class SettingCookiesElsewhereTests
{
    [Theory]
    [InlineData("navigate", "document", "200 ")]
    [InlineData("navigate", "iframe", "403 csrf_failed")]
    [InlineData("cors", "empty", "403 csrf_failed")]
    [InlineData("no-cors", "image", "403 csrf_failed")]
    public async Task A_visitor_who_follows_a_link_may_be_logged_in_by_it(string mode, string destination, string expected)
    {
        await using var app = await StartAsync();

        var answer = await app.GetAsync("/callback", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination));

        $"{(int)answer.Status} {answer.Code}".Should().Be(expected);
        answer.Headers["Set-Cookie"].Any().Should().Be(expected == "200 ");
    }

    [Fact]
    public async Task A_form_of_another_site_logs_nobody_in_although_it_navigates()
    {
        await using var app = await StartAsync();

        var answer = await app.PostAsync("/callback", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));

        answer.Code.Should().Be(JwtErrorCodes.CsrfFailed);
    }

    [Fact]
    public async Task A_service_that_is_refused_a_cookie_is_answered_for_by_the_exception_handler()
    {
        await using var app = await StartAsync();

        var answer = await app.PostAsync("/service", ("Sec-Fetch-Site", "cross-site"));

        answer.Code.Should().Be(JwtErrorCodes.CsrfFailed);
        ((int)answer.Status).Should().Be(403);
        answer.CacheControl.Should().Contain("no-store");
        answer.Headers["Set-Cookie"].Should().BeEmpty();
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        jwt => jwt.AddAccessCookie(),
        web =>
        {
            web.UseExceptionHandler("/error");
            web.MapMethods("/callback", ["GET", "POST"], (JwtAccessCookie access, HttpResponse response) =>
                access.SetAccessCookie(response, access.CreateAccessToken(new { username = "ada" })));
            web.MapPost("/service", (LoginService logins, HttpResponse response) => logins.LogIn(response));
        },
        builder => builder.Services.AddSingleton<LoginService>());

    private sealed class LoginService(JwtAccessCookie access)
    {
        public void LogIn(HttpResponse response) => access.SetAccessCookie(response, access.CreateAccessToken(new { username = "ada" }));
    }
}
