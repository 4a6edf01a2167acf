using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Endpoints;

public sealed class SessionEndpointsTests
{
    [Fact]
    public async Task Only_ones_own_sessions_are_listed_and_this_one_is_marked()
    {
        await using var app = await EndpointApp.StartAsync();
        var (first, _) = await app.LogInAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.LogInAsync();
        await app.LogInAsync("grace");

        var answer = await app.App.GetAsync("/auth/sessions", TokenHeaders.Bearer(first));

        answer.CacheControl.Should().Be("no-store");
        answer.Json.GetArrayLength().Should().Be(2);
        answer.Json.EnumerateArray().Select(session => session.GetProperty("current").GetBoolean()).Should().Equal(false, true);
        answer.Json[0].EnumerateObject().Select(member => member.Name).Should().Equal(
            "session_id", "client", "address", "created_at", "last_used_at", "idle_expires_at", "expires_at", "current");
        answer.Body.Should().NotContain("ada");
    }

    [Fact]
    public async Task One_of_ones_own_is_ended()
    {
        await using var app = await EndpointApp.StartAsync();
        var (first, _) = await app.LogInAsync();
        var (second, _) = await app.LogInAsync();

        (await EndAsync(app, first, await SessionIdOf(app, second))).Status.Should().Be(HttpStatusCode.NoContent);

        (await app.MeAsync(second)).Should().Be("401 token_revoked");
        (await app.MeAsync(first)).Should().Be("ada");
    }

    [Fact]
    public async Task Somebody_elses_is_answered_like_one_that_there_is_not()
    {
        await using var app = await EndpointApp.StartAsync();
        var (ada, _) = await app.LogInAsync();
        var (grace, _) = await app.LogInAsync("grace");

        var others = await EndAsync(app, ada, await SessionIdOf(app, grace));
        var none = await EndAsync(app, ada, "no-such-session");

        others.Status.Should().Be(HttpStatusCode.NotFound);
        others.Code.Should().Be(JwtErrorCodes.SessionNotFound);
        others.Body.Should().Be(none.Body);
        (await app.MeAsync(grace)).Should().Be("grace");
    }

    [Fact]
    public async Task All_are_ended_and_nobody_elses()
    {
        await using var app = await EndpointApp.StartAsync();
        var (first, _) = await app.LogInAsync();
        var (second, _) = await app.LogInAsync();
        var (grace, _) = await app.LogInAsync("grace");

        (await app.App.SendAsync(HttpMethod.Delete, "/auth/sessions", [TokenHeaders.Bearer(first)])).Status.Should().Be(HttpStatusCode.NoContent);

        (await app.MeAsync(first)).Should().Be("401 token_revoked");
        (await app.MeAsync(second)).Should().Be("401 token_revoked");
        (await app.MeAsync(grace)).Should().Be("grace");
    }

    [Fact]
    public async Task An_identifier_that_is_empty_ends_none()
    {
        await using var app = await EndpointApp.StartAsync();
        var (access, _) = await app.LogInAsync();

        (await EndAsync(app, access, "")).Code.Should().Be(JwtErrorCodes.SessionNotFound);

        (await app.MeAsync(access)).Should().Be("ada");
    }

    [Fact]
    public async Task They_are_guarded_and_want_a_token_of_a_session()
    {
        await using var app = await EndpointApp.StartAsync();
        var (_, refresh) = await app.LogInAsync();
        var loose = app.App.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada" });

        (await app.App.GetAsync("/auth/sessions")).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
        (await app.App.GetAsync("/auth/sessions", TokenHeaders.Bearer(refresh))).Code.Should().Be(JwtErrorCodes.WrongTokenType);
        (await app.App.GetAsync("/auth/sessions", TokenHeaders.Bearer(loose))).Code.Should().Be(JwtErrorCodes.ClaimInvalid);
        (await app.App.SendAsync(HttpMethod.Delete, "/auth/sessions", [])).Code.Should().Be(JwtErrorCodes.CredentialsMissing);
    }

    [Fact]
    public async Task Ending_ones_own_unsets_the_cookies_and_another_site_cannot()
    {
        await using var app = await EndpointApp.StartAsync(set => set.AddAccessCookie().AddRefreshCookie());
        var jar = CookieJar.Of(await app.LoginAsync());

        (await app.App.SendAsync(HttpMethod.Delete, "/auth/sessions", [("Cookie", jar.Header), ("Sec-Fetch-Site", "same-site")])).Code.Should().Be(JwtErrorCodes.CsrfFailed);
        var answer = await app.App.SendAsync(HttpMethod.Delete, "/auth/sessions", [("Cookie", jar.Header), ("Sec-Fetch-Site", "same-origin")]);

        answer.Status.Should().Be(HttpStatusCode.NoContent);
        answer.Headers["Set-Cookie"].Should().HaveCount(3);
    }

    private static async Task<string> SessionIdOf(EndpointApp app, string accessToken) => (await app.App.Scheme<JwtAccessBearer>().Accept(accessToken)).SessionId!;

    private static Task<Answer> EndAsync(EndpointApp app, string accessToken, string sessionId) =>
        app.App.SendAsync(HttpMethod.Delete, $"/auth/sessions/{sessionId}", [TokenHeaders.Bearer(accessToken)]);
}
