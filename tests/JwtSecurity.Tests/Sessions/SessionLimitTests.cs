using System.Net;
using JwtSecurity.Tests.TestKit;

namespace JwtSecurity.Tests.Sessions;

/// <summary>So many sessions a subject, and what happens with one more.</summary>
public sealed class SessionLimitTests
{
    [Fact]
    public async Task One_more_ends_the_one_that_was_not_used_for_longest()
    {
        await using var app = await SessionApp.StartAsync(sessions => sessions.MaxSessionsPerSubject = 2);
        var oldest = await app.LoginAsync();
        app.PassGrace();
        var unused = await app.LoginAsync();
        app.PassGrace();
        oldest = await app.RenewAsync(oldest);

        var newest = await app.LoginAsync();

        (await app.MeAsync(oldest), await app.MeAsync(unused), await app.MeAsync(newest)).Should().Be(("ada user", "401 token_revoked", "ada user"));
        (await app.RefreshAsync(unused.Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        app.Events.Should().Equal("started", "started", "started", "ended LimitReached");
    }

    [Fact]
    public async Task One_more_is_refused_with_403()
    {
        await using var app = await SessionApp.StartAsync(sessions => (sessions.MaxSessionsPerSubject, sessions.LimitPolicy) = (1, JwtSessionLimitPolicy.Refuse));
        var first = await app.LoginAsync();

        var refused = await app.App.PostAsync("/login?user=ada");

        (refused.Status, refused.Code, refused.CacheControl, refused.Challenge).Should().Be((HttpStatusCode.Forbidden, JwtErrorCodes.SessionLimitReached, "no-store", ""));
        (await app.MeAsync(first)).Should().Be("ada user");
        (await app.MeAsync(await app.LoginAsync("eve"))).Should().Be("eve user");
        await app.App.PostAsync("/logout", TokenHeaders.Bearer(first.Access));
        (await app.MeAsync(await app.LoginAsync())).Should().Be("ada user");
    }

    [Fact]
    public async Task What_has_expired_takes_no_place()
    {
        await using var app = await SessionApp.StartAsync(
            sessions => (sessions.MaxSessionsPerSubject, sessions.LimitPolicy) = (1, JwtSessionLimitPolicy.Refuse),
            options => options.RefreshExpiresDelta = TimeSpan.FromHours(1));
        await app.LoginAsync();

        app.Clock.Advance(TimeSpan.FromHours(1));

        (await app.MeAsync(await app.LoginAsync())).Should().Be("ada user");
    }
}
