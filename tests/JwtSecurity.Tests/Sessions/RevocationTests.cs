using System.Net;
using JwtSecurity.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.Sessions;

/// <summary>What is revoked is refused: here at once, a token that was validated before included, and for as long as any token of it lives.</summary>
public sealed class RevocationTests
{
    [Fact]
    public async Task A_logout_ends_the_session_and_its_access_tokens_at_once()
    {
        await using var app = await SessionApp.StartAsync();
        var (tokens, other) = (await app.LoginAsync(), await app.LoginAsync());
        for (var i = 0; i < 3; i++)
        {
            (await app.MeAsync(tokens)).Should().Be("ada user");
        }

        (await app.App.PostAsync("/logout", TokenHeaders.Bearer(tokens.Access))).Status.Should().Be(HttpStatusCode.OK);

        (await app.MeAsync(tokens)).Should().Be("401 token_revoked");
        (await app.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        (await app.MeAsync(other)).Should().Be("ada user");
        app.Events.Should().Equal("started", "started", "ended Revoked");
    }

    [Fact]
    public async Task A_token_that_was_looked_up_among_the_revocations_before_is_refused_once_it_is_among_them()
    {
        await using var app = await SessionApp.StartAsync();
        var tokens = await app.LoginAsync();
        for (var i = 0; i < 3; i++)
        {
            await app.Sessions.RevokeAsync(await app.App.Scheme<JwtRefreshBearer>().Accept((await app.LoginAsync()).Refresh));
            (await app.MeAsync(tokens), await app.MeAsync(tokens)).Should().Be(("ada user", "ada user"));
        }

        await app.Sessions.RevokeAsync(await app.App.Scheme<JwtRefreshBearer>().Accept(tokens.Refresh));

        (await app.MeAsync(tokens), await app.MeAsync(tokens)).Should().Be(("401 token_revoked", "401 token_revoked"));
    }

    [Fact]
    public async Task Once_a_revocation_is_in_the_list_no_thread_misses_it()
    {
        var clock = new ManualTimeProvider();
        var scheme = HandMade.Access(clock);
        var end = clock.GetUtcNow().AddHours(1);
        for (var round = 0; round < 200; round++)
        {
            JwtValidator.Validate(scheme.CreateAccessToken(new { username = "ada" }, uniqueIdentifier: "mine"), scheme.Settings, out var token).Should().BeNull();
            var list = new RevocationList(clock);
            using var stop = new CancellationTokenSource();
            var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                while (!stop.IsCancellationRequested)
                {
                    list.Contains(token!);
                }
            })).ToArray();

            for (var i = 0; i < 20; i++)
            {
                list.Add(new JwtRevocation("", JwtRevocationKind.Token, $"other {i}", end));
            }

            list.Contains(token!).Should().BeFalse();
            list.Add(new JwtRevocation("", JwtRevocationKind.Token, "mine", end));
            list.Contains(token!).Should().BeTrue();
            await stop.CancelAsync();
            await Task.WhenAll(readers);
            list.Contains(token!).Should().BeTrue();
        }
    }

    [Fact]
    public async Task A_logout_takes_an_access_token_of_no_session_back_and_ends_the_session_of_a_refresh_token()
    {
        await using var app = await SessionApp.StartAsync();
        var byHand = new SessionPair(app.App.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada", role = "user" }), "");
        var tokens = await app.LoginAsync();

        (await app.App.PostAsync("/logout", TokenHeaders.Bearer(byHand.Access))).Status.Should().Be(HttpStatusCode.OK);
        (await app.MeAsync(byHand), await app.MeAsync(tokens)).Should().Be(("401 token_revoked", "ada user"));

        await app.Sessions.RevokeAsync(await app.App.Scheme<JwtRefreshBearer>().Accept(tokens.Refresh));
        (await app.MeAsync(tokens), await app.OwnAsync(tokens)).Should().Be(("401 token_revoked", "401 token_revoked"));
    }

    [Fact]
    public async Task A_token_that_lives_as_long_as_times_can_be_written_is_taken_back()
    {
        await using var app = await SessionApp.StartAsync(sessions => sessions.AdoptTokensWithoutSession = true);
        var (now, end) = (app.Clock.GetUtcNow(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        var access = new SessionPair(Tokens.Sign(Tokens.Payload(now, "access", ("exp", end))), "");
        var refresh = Tokens.Sign(Tokens.Payload(now, "refresh", ("exp", end)));

        (await app.App.PostAsync("/logout", TokenHeaders.Bearer(access.Access))).Status.Should().Be(HttpStatusCode.OK);

        (await app.MeAsync(access)).Should().Be("401 token_revoked");
        (await app.RefreshAsync(refresh)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_no_session_and_nobody_can_be_called_is_not_looked_for()
    {
        await using var app = await SessionApp.StartAsync(isShared: true);
        var tokens = await app.LoginAsync();
        var odd = new[] { "a\0b", "a\ud800b", "\udc00", new string('x', 300) };
        app.Store.Fail();

        foreach (var text in odd)
        {
            await app.Sessions.RevokeAsync(text);
            await app.Sessions.RevokeAllAsync(text);
            await foreach (var session in app.Sessions.ListAsync(text))
            {
                session.Should().BeNull();
            }
        }

        foreach (var text in odd[..1])
        {
            (await app.RefreshAsync(Tokens.Sign(Tokens.Payload(app.Clock.GetUtcNow(), "refresh", ("sid", text))))).Code.Should().Be(JwtErrorCodes.SessionExpired);
        }

        app.Store.Recover();
        (await app.MeAsync(tokens)).Should().Be("ada user");
    }

    [Fact]
    public async Task Every_access_token_of_the_session_dies_not_only_the_last()
    {
        await using var app = await SessionApp.StartAsync();
        var first = await app.LoginAsync();
        app.PassGrace();
        var second = await app.RenewAsync(first);
        var again = await app.RenewAsync(first);

        await app.Sessions.RevokeAsync(first.SessionId);

        foreach (var tokens in new[] { first, second, again })
        {
            (await app.MeAsync(tokens)).Should().Be("401 token_revoked");
        }
    }

    [Fact]
    public async Task One_access_token_is_taken_back_and_its_session_goes_on()
    {
        await using var app = await SessionApp.StartAsync();
        var tokens = await app.LoginAsync();
        var renewed = await app.RenewAsync(tokens);

        await app.Sessions.RevokeTokenAsync(await app.App.Scheme<JwtAccessBearer>().Accept(tokens.Access));

        (await app.MeAsync(tokens)).Should().Be("401 token_revoked");
        (await app.MeAsync(renewed)).Should().Be("ada user");
        (await app.RenewAsync(tokens)).SessionId.Should().Be(tokens.SessionId);
        app.Events.Should().Equal("started");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("an identifier of the caller's own, which is longer than the sixty-four characters that a store has room for")]
    public async Task An_access_token_of_no_session_is_taken_back_by_its_identifier(string? jti)
    {
        await using var app = await SessionApp.StartAsync();
        var access = app.App.Scheme<JwtAccessBearer>();
        var tokens = new SessionPair(access.CreateAccessToken(new { username = "ada", role = "user" }, uniqueIdentifier: jti), "");
        (await app.MeAsync(tokens)).Should().Be("ada user");

        await app.Sessions.RevokeTokenAsync(await access.Accept(tokens.Access));

        (await app.MeAsync(tokens)).Should().Be("401 token_revoked");
    }

    [Fact]
    public async Task A_refresh_token_is_taken_back_with_its_session()
    {
        await using var app = await SessionApp.StartAsync();
        var tokens = await app.LoginAsync();

        await app.Sessions.RevokeTokenAsync(await app.App.Scheme<JwtRefreshBearer>().Accept(tokens.Refresh));

        (await app.MeAsync(tokens)).Should().Be("401 token_revoked");
        (await app.OwnAsync(tokens)).Should().Be("401 token_revoked");
    }

    [Fact]
    public async Task Logging_out_everywhere_ends_all_sessions_of_a_subject_and_nobody_elses()
    {
        await using var app = await SessionApp.StartAsync();
        var (one, two, other) = (await app.LoginAsync(), await app.LoginAsync(), await app.LoginAsync("eve"));

        await app.Sessions.RevokeAllAsync("ada");

        (await app.MeAsync(one), await app.MeAsync(two), await app.MeAsync(other)).Should().Be(("401 token_revoked", "401 token_revoked", "eve user"));
        (await app.MeAsync(await app.LoginAsync())).Should().Be("ada user", "a later login is welcome");
        app.Events.Where(each => each == "ended Revoked").Should().HaveCount(2);
    }

    [Fact]
    public async Task Logging_out_the_other_devices_leaves_this_one()
    {
        await using var app = await SessionApp.StartAsync();
        var (one, two, here, other) = (await app.LoginAsync(), await app.LoginAsync(), await app.LoginAsync(), await app.LoginAsync("eve"));

        await app.Sessions.RevokeAllAsync("ada", exceptSessionId: here.SessionId);

        (await app.MeAsync(one), await app.MeAsync(two), await app.MeAsync(here), await app.MeAsync(other)).Should().Be(("401 token_revoked", "401 token_revoked", "ada user", "eve user"));
        (await app.RenewAsync(here)).SessionId.Should().Be(here.SessionId);
        app.Events.Where(each => each == "ended Revoked").Should().HaveCount(2);

        await app.Sessions.RevokeAllAsync("ada", exceptSessionId: other.SessionId);

        (await app.MeAsync(here), await app.MeAsync(other)).Should().Be(("401 token_revoked", "eve user"), "somebody else's session spares nobody's");
    }

    [Fact]
    public async Task Revoking_what_is_not_there_or_has_ended_is_no_error_and_no_event()
    {
        await using var app = await SessionApp.StartAsync();
        var tokens = await app.LoginAsync();
        await app.Sessions.RevokeAsync(tokens.SessionId);

        await app.Sessions.RevokeAsync(tokens.SessionId);
        await app.Sessions.RevokeAsync("never was");
        await app.Sessions.RevokeAllAsync("ada");

        app.Events.Should().Equal("started", "ended Revoked");
    }

    [Fact]
    public async Task Revoked_stays_revoked_until_the_last_access_token_has_expired_leeway_included()
    {
        // The last one is minted by an answer that rotates nothing, at the very end of the grace period.
        await using var app = await SessionApp.StartAsync(options: o => o.Leeway = TimeSpan.FromMinutes(5));
        var login = await app.LoginAsync();
        app.PassGrace();
        await app.RenewAsync(login);
        app.Clock.Advance(TimeSpan.FromSeconds(29));
        var last = await app.RenewAsync(login);
        await app.Sessions.RevokeAsync(login.SessionId);

        app.Clock.Advance(TimeSpan.FromMinutes(20) - TimeSpan.FromTicks(1));
        await app.PollAsync();
        (await app.MeAsync(last)).Should().Be("401 token_revoked", "the token itself would still be accepted");
        app.Clock.Advance(TimeSpan.FromTicks(1));
        (await app.MeAsync(last)).Should().Be("401 token_expired");
    }

    [Fact]
    public async Task What_has_ended_is_forgotten()
    {
        await using var app = await SessionApp.StartAsync();
        var list = app.App.Services.GetRequiredService<JwtSecuritySets>().FindRevocations("")!;
        var tokens = await app.LoginAsync();
        await app.Sessions.RevokeTokenAsync(await app.App.Scheme<JwtAccessBearer>().Accept(tokens.Access));
        await app.Sessions.RevokeAsync(tokens.SessionId);
        list.Count.Should().Be(2);

        app.Clock.Advance(TimeSpan.FromDays(90));
        await app.CleanUpAsync();

        list.Count.Should().Be(0);
        app.Store.Calls.Should().Contain("DeleteExpiredAsync");
    }

    [Fact]
    public async Task Asking_the_store_each_time_needs_no_poll()
    {
        var store = new ScriptedStore(new ManualTimeProvider(), isShared: true);
        await using var one = await Node.StartAsync(store, sessions => sessions.AskStoreOnEveryRequest = true);
        await using var two = await Node.StartAsync(store, sessions => sessions.AskStoreOnEveryRequest = true);
        var (tokens, other) = (await one.LoginAsync(), await one.LoginAsync());
        var byHand = new SessionPair(one.App.Scheme<JwtAccessBearer>().CreateAccessToken(new { username = "ada", role = "user" }), "");
        (await two.MeAsync(tokens), await two.MeAsync(byHand)).Should().Be(("ada user", "ada user"));

        await one.Sessions.RevokeAsync(tokens.SessionId);
        await one.Sessions.RevokeTokenAsync(await one.App.Scheme<JwtAccessBearer>().Accept(byHand.Access));

        (await two.MeAsync(tokens), await two.MeAsync(byHand), await two.MeAsync(other)).Should().Be(("401 token_revoked", "401 token_revoked", "ada user"));
        store.Calls.Should().NotContain("ReadRevocationsAsync");
        store.Fail("IsRevokedAsync");
        (await two.MeAsync(other)).Should().Be("503 sessions_unavailable");
    }

    [Fact]
    public async Task Sets_are_apart()
    {
        await using var app = await SessionApp.StartAsync(schemes: jwt =>
        {
            jwt.AddAccessBearer().AddRefreshBearer();
            jwt.Services.AddJwtSecurity("admin", o => o.SecretKey = TestApp.OtherSecret).AddAccessBearer().AddRefreshBearer().AddSessions();
        });
        var admin = app.App.Services.GetRequiredKeyedService<JwtSessions>("admin");
        var (ours, theirs) = (await app.LoginAsync(), SessionPair.Of(await admin.StartAsync(new { username = "ada" })));

        await app.Sessions.RevokeAllAsync("ada");
        await app.Sessions.RevokeAsync(theirs.SessionId);

        (await app.MeAsync(ours)).Should().Be("401 token_revoked");
        await app.App.Scheme<JwtAccessBearer>("admin").Accept(theirs.Access);
        var credentials = await app.App.Scheme<JwtRefreshBearer>("admin").Accept(theirs.Refresh);
        (await admin.RefreshAsync(credentials)).Succeeded.Should().BeTrue();
        await app.Sessions.Awaiting(sessions => sessions.RefreshAsync(credentials).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("*another set*");
        await app.Sessions.Awaiting(sessions => sessions.RevokeTokenAsync(credentials).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("*another set*");
    }
}
