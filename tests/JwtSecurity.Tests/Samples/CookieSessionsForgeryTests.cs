using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static JwtSecurity.Tests.Samples.Visitor;

namespace JwtSecurity.Tests.Samples;

/// <summary>Pages of other origins that post forms to the sample, in the browser of somebody who is logged in there.</summary>
public sealed class CookieSessionsForgeryTests(Chromium chromium, RunningCookieSessions running) : IClassFixture<Chromium>, IClassFixture<RunningCookieSessions>
{
    [ChromiumTheory]
    [InlineData("/api/v1/logout")]
    [InlineData("/api/v1/refresh")]
    [InlineData("/api/v1/login")]
    public async Task A_form_on_another_port_of_the_host_is_refused_although_the_cookies_come_along(string path)
    {
        var headers = await ForgeAsync("localhost", path);

        // Another origin, but the same site: SameSite lets them through, and it is the check of the origin that refuses.
        headers["cookie"].Should().Contain(path == "/api/v1/login" ? "access_token_cookie=" : "refresh_token_cookie=");
        headers["sec-fetch-site"].Should().Be("same-site");
    }

    [ChromiumTheory]
    [InlineData("/api/v1/logout")]
    [InlineData("/api/v1/refresh")]
    [InlineData("/api/v1/login")]
    public async Task A_form_on_another_site_is_refused(string path)
    {
        var headers = await ForgeAsync("127.0.0.1", path);

        // Here SameSite=Lax keeps the cookies at home, and the login, which needs none, is refused all the same.
        headers.Should().NotContainKey("cookie");
        headers["sec-fetch-site"].Should().Be("cross-site");
    }

    private async Task<IReadOnlyDictionary<string, string>> ForgeAsync(string host, string path)
    {
        await using var visitor = await chromium.NewVisitorAsync(running.Sample);
        var victim = await visitor.LogInAsync();
        var cookies = await visitor.TokensAsync();
        await using var evil = await LoopbackApp.StartRawAsync((_, _) => { }, app => app.MapGet("/", () => Results.Content(
            $"""
            <!doctype html><form method="post" action="{new Uri(visitor.Home, path)}">
            <input name="username" value="testuser"><input name="password" value="testpassword"><button>Win a prize</button></form>
            """,
            "text/html")));
        var tab = await visitor.Browser.NewPageAsync();
        await tab.GotoAsync(new UriBuilder(evil.Address) { Host = host }.Uri.AbsoluteUri);

        var response = await tab.RunAndWaitForResponseAsync(() => ClickAsync(tab, "Win a prize"), answer => answer.Url.EndsWith(path, StringComparison.Ordinal));

        response.Status.Should().Be((int)HttpStatusCode.Forbidden);
        (await response.TextAsync()).Should().Contain(JwtErrorCodes.CsrfFailed);
        (await visitor.TokensAsync()).Should().BeEquivalentTo(cookies);
        await ClickAsync(victim, "Look again");
        await ShouldBeSignedInAsync(victim);
        return await response.Request.AllHeadersAsync();
    }
}
