using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Sessions;

/// <summary>RFC 9700, 4.14.2: a spent refresh token that comes again is stolen, whoever sends it, and wherever.</summary>
public sealed class TheftTests
{
    [Fact]
    public async Task The_thief_comes_first()
    {
        await using var app = await SessionApp.StartAsync();
        var stolen = await app.LoginAsync();
        app.PassGrace();
        var thief = await app.RenewAsync(stolen);
        app.PassGrace();

        var victim = await app.RefreshAsync(stolen.Refresh);

        (victim.Status, victim.Code).Should().Be((HttpStatusCode.Unauthorized, JwtErrorCodes.TokenReused));
        victim.Challenge.Should().Be("""Bearer error="invalid_token", error_description="Invalid token: it was used before, and its session has ended" """.TrimEnd());
        await AssertEndedAsync(app, stolen, thief);
    }

    [Fact]
    public async Task The_victim_comes_first()
    {
        await using var app = await SessionApp.StartAsync();
        var stolen = await app.LoginAsync();
        app.PassGrace();
        var victim = await app.RenewAsync(stolen);
        app.PassGrace();

        (await app.RefreshAsync(stolen.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);

        await AssertEndedAsync(app, stolen, victim);
    }

    [Fact]
    public async Task Both_come_within_the_grace_period_and_part_later()
    {
        await using var app = await SessionApp.StartAsync();
        var stolen = await app.LoginAsync();
        app.PassGrace();
        var (victim, thief) = (await app.RenewAsync(stolen), await app.RenewAsync(stolen));
        thief.Jti.Should().Be(victim.Jti, "one line of tokens, not two");
        app.PassGrace();
        thief = await app.RenewAsync(thief);
        app.PassGrace();

        (await app.RefreshAsync(victim.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);

        await AssertEndedAsync(app, victim, thief);
    }

    [Fact]
    public async Task The_grandparent_is_theft_within_the_grace_period_too()
    {
        await using var app = await SessionApp.StartAsync();
        var first = await app.LoginAsync();
        app.PassGrace();
        var second = await app.RenewAsync(first);
        app.PassGrace();
        var third = await app.RenewAsync(second);

        (await app.RefreshAsync(first.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);

        await AssertEndedAsync(app, second, third);
    }

    [Fact]
    public async Task Theft_is_seen_where_nobody_rotates()
    {
        await using var app = await SessionApp.StartAsync();
        var stolen = await app.LoginAsync();
        app.PassGrace();
        var victim = await app.RenewAsync(stolen);
        app.PassGrace();

        (await app.OwnAsync(stolen)).Should().Be("401 token_reused");

        await AssertEndedAsync(app, stolen, victim);
    }

    [Fact]
    public async Task Many_come_with_the_stolen_token_and_one_event_is_raised()
    {
        await using var app = await SessionApp.StartAsync();
        var stolen = await app.LoginAsync();
        app.PassGrace();
        var victim = await app.RenewAsync(stolen);
        app.PassGrace();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => i % 2 == 0 ? app.RefreshAsync(stolen.Refresh) : app.App.PostAsync("/own", TokenHeaders.Bearer(stolen.Refresh))));

        answers.Should().OnlyContain(answer => answer.Code == JwtErrorCodes.TokenReused || answer.Code == JwtErrorCodes.TokenRevoked);
        await AssertEndedAsync(app, stolen, victim);
    }

    [Fact]
    public async Task A_store_that_was_restored_takes_nobody_for_a_thief_whose_token_it_has_never_seen()
    {
        await using var before = await SessionApp.StartAsync();
        var login = await before.LoginAsync();
        var backup = (await before.Store.FindAsync("", login.SessionId, default)).Session!;
        before.PassGrace();
        var newest = await before.RenewAsync(login);

        await using var after = await SessionApp.StartAsync();
        after.PassGrace();
        await after.Store.CreateAsync(backup, null, default);

        (await after.RefreshAsync(newest.Refresh)).Code.Should().Be(JwtErrorCodes.SessionExpired);
        after.Events.Should().BeEmpty();
        (await after.Store.FindAsync("", login.SessionId, default)).Session.Should().Be(backup);
    }

    [Fact]
    public async Task Theft_is_logged_even_where_the_answer_of_the_store_is_lost_and_nobody_is_told()
    {
        await using var app = await SessionApp.StartAsync();
        var stolen = await app.LoginAsync();
        app.PassGrace();
        await app.RenewAsync(stolen);
        app.PassGrace();
        app.Store.After = (operation, _) => operation == "RevokeAsync" ? throw new IOException("The connection broke.") : Task.CompletedTask;

        (await app.RefreshAsync(stolen.Refresh)).Code.Should().Be(JwtErrorCodes.SessionsUnavailable);

        app.App.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 301).Which.Text.Should().Contain(stolen.SessionId);
        app.Store.Recover();
        (await app.RefreshAsync(stolen.Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        app.Events.Should().Equal("started");
    }

    [Fact]
    public async Task The_other_sessions_of_the_subject_go_on()
    {
        await using var app = await SessionApp.StartAsync();
        var (stolen, other) = (await app.LoginAsync(), await app.LoginAsync());
        app.PassGrace();
        await app.RenewAsync(stolen);
        app.PassGrace();
        await app.RefreshAsync(stolen.Refresh);

        (await app.MeAsync(other)).Should().Be("ada user");
        (await app.RenewAsync(other)).SessionId.Should().Be(other.SessionId);
    }

    [Fact]
    public async Task A_token_that_loses_its_race_to_a_rotation_is_judged_by_the_store()
    {
        // Accepted as the current one; while the hook ran, the session went on without it, twice.
        var isSlow = true;
        SessionPair? tokens = null;
        SessionApp? running = null;
        await using var app = running = await SessionApp.StartAsync(options: o => o.Events.OnSessionRefreshing = async _ =>
        {
            if (isSlow)
            {
                isSlow = false;
                var next = await running!.RenewAsync(tokens!);
                running!.PassGrace();
                await running!.RenewAsync(next);
            }
        });
        tokens = await app.LoginAsync();
        app.PassGrace();

        (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused);

        app.Events.Should().Equal("started", "reused", "ended TokenReused");
    }

    [Fact]
    public async Task A_hook_that_takes_longer_than_the_grace_period_makes_no_thief_of_the_other_tab()
    {
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var isFirst = true;
        await using var app = await SessionApp.StartAsync(options: o => o.Events.OnSessionRefreshing = async _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                reached.SetResult();
                await goOn.Task;
            }
        });
        var login = await app.LoginAsync();
        app.PassGrace();
        var slow = app.RenewAsync(login);
        await reached.Task;
        var fast = await app.RenewAsync(login);
        app.PassGrace();
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        goOn.SetResult();

        (await slow).Jti.Should().Be(fast.Jti);
        app.Events.Should().Equal("started");
        (await app.RefreshAsync(login.Refresh)).Code.Should().Be(JwtErrorCodes.TokenReused, "what is presented now is too late");
    }

    private static async Task AssertEndedAsync(SessionApp app, params SessionPair[] all)
    {
        foreach (var tokens in all)
        {
            (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
            (await app.OwnAsync(tokens)).Should().Be("401 token_revoked");
            (await app.MeAsync(tokens)).Should().Be("401 token_revoked");
        }

        app.Events.Should().Equal("started", "reused", "ended TokenReused");
        app.App.Logs.Entries.Should().Contain(entry => entry.Id.Id == 301 && entry.Level == LogLevel.Warning);
    }
}
