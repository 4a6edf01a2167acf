using System.Net;
using System.Text.Json;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Endpoints;

public sealed class LogoutEndpointTests
{
    [Theory]
    [InlineData("access in the header")]
    [InlineData("refresh in the header")]
    [InlineData("refresh in the body")]
    public async Task Any_token_of_the_session_ends_it(string what)
    {
        await using var app = await EndpointApp.StartAsync();
        var (access, refresh) = await app.LogInAsync();
        var (other, _) = await app.LogInAsync();

        var answer = what switch
        {
            "refresh in the body" => await app.PostAsync("/auth/logout", EndpointApp.Json(JsonSerializer.Serialize(new { refresh_token = refresh }))),
            "refresh in the header" => await app.PostAsync("/auth/logout", null, TokenHeaders.Bearer(refresh)),
            _ => await app.PostAsync("/auth/logout", null, TokenHeaders.Bearer(access)),
        };

        answer.Status.Should().Be(HttpStatusCode.NoContent, answer.Body);
        (await app.MeAsync(access)).Should().Be("401 token_revoked");
        (await app.RefreshAsync(refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        (await app.MeAsync(other)).Should().Be("ada");
    }

    [Fact]
    public async Task An_expired_access_token_ends_its_session_all_the_same()
    {
        await using var app = await EndpointApp.StartAsync();
        var (access, refresh) = await app.LogInAsync();
        app.Clock.Advance(TimeSpan.FromHours(5));

        (await app.PostAsync("/auth/logout", null, TokenHeaders.Bearer(access))).Status.Should().Be(HttpStatusCode.NoContent);

        (await app.RefreshAsync(refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Fact]
    public async Task Logging_out_twice_is_no_error()
    {
        await using var app = await EndpointApp.StartAsync();
        var (access, _) = await app.LogInAsync();

        (await app.PostAsync("/auth/logout", null, TokenHeaders.Bearer(access))).Status.Should().Be(HttpStatusCode.NoContent);
        (await app.PostAsync("/auth/logout", null, TokenHeaders.Bearer(access))).Status.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_token_that_is_not_ours_ends_nothing_and_is_said_to_be_none()
    {
        await using var app = await EndpointApp.StartAsync();
        var (access, _) = await app.LogInAsync();
        var forged = access[..^10] + "AAAAAAAAAA";

        (await app.PostAsync("/auth/logout", null, TokenHeaders.Bearer(forged))).Code.Should().BeOneOf(JwtErrorCodes.SignatureInvalid, JwtErrorCodes.TokenMalformed);
        (await app.PostAsync("/auth/logout", null)).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
        (await app.MeAsync(access)).Should().Be("ada");
    }

    [Fact]
    public async Task A_logout_with_both_cookies_ends_the_session_and_unsets_them()
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie());
        var cookies = CookieJar.Of(await app.LoginAsync());

        var answer = await app.PostAsync("/auth/logout", null, ("Cookie", cookies.Header));

        answer.Status.Should().Be(HttpStatusCode.NoContent);
        answer.Headers["Set-Cookie"].Should().HaveCount(3).And.OnlyContain(cookie => cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal));
        (await app.App.GetAsync("/me", ("Cookie", cookies.Header))).Code.Should().Be(JwtErrorCodes.TokenRevoked);

        // A browser that has none left has logged out before.
        (await app.PostAsync("/auth/logout", null)).Status.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Another_site_logs_nobody_out()
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie());
        var cookies = CookieJar.Of(await app.LoginAsync());

        var answer = await app.PostAsync("/auth/logout", null, ("Cookie", cookies.Header), ("Sec-Fetch-Site", "cross-site"));

        (answer.Status, answer.Code).Should().Be((HttpStatusCode.Forbidden, JwtErrorCodes.CsrfFailed));
        answer.Headers["Set-Cookie"].Should().BeEmpty();
        (await app.App.GetAsync("/me", ("Cookie", cookies.Header))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_under_way_does_not_undo_it()
    {
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var app = await EndpointApp.StartAsync(options: o => o.Events.OnSessionRefreshing = async context =>
        {
            reached.SetResult();
            await goOn.Task;
        });
        var (access, refresh) = await app.LogInAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var refreshing = app.RefreshAsync(refresh);
        await reached.Task;
        (await app.PostAsync("/auth/logout", null, TokenHeaders.Bearer(access))).Status.Should().Be(HttpStatusCode.NoContent);
        goOn.SetResult();

        (await refreshing).Code.Should().Be(JwtErrorCodes.TokenRevoked);
    }

    [Fact]
    public async Task Where_the_store_does_not_answer_the_cookies_stay()
    {
        await using var app = await TestApp.StartAsync(
            jwt => jwt.AddAccessCookie().AddRefreshCookie().AddSessions().AddLogin(EndpointApp.LogIn),
            web => web.MapJwtSecurity(),
            builder => builder.Services.AddSingleton<JwtSessionStore>(services => new Sessions.ScriptedStore(services.GetRequiredService<TimeProvider>(), isShared: false)));
        var cookies = CookieJar.Of(await app.SendAsync(HttpMethod.Post, "/auth/login", [], EndpointApp.Credentials()));
        ((Sessions.ScriptedStore)app.Services.GetRequiredService<JwtSessionStore>()).Fail();

        var answer = await app.PostAsync("/auth/logout", ("Cookie", cookies.Header));

        (answer.Status, answer.Code).Should().Be((HttpStatusCode.ServiceUnavailable, JwtErrorCodes.SessionsUnavailable));
        answer.Headers["Set-Cookie"].Should().BeEmpty();
    }
}
