using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Sessions;

/// <summary>Other processes learn of a revocation within the poll interval, always, and an error makes nobody forget one.</summary>
public sealed class RevocationPollTests
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(59);
    private static readonly TimeSpan s_cleanUp = TimeSpan.FromMinutes(10);

    private readonly ScriptedStore _store = new(new ManualTimeProvider(), isShared: true);

    [Fact]
    public async Task Another_process_learns_it_with_the_next_poll()
    {
        await using var one = await Node.StartAsync(_store);
        await using var two = await Node.StartAsync(_store);
        var (tokens, single, other) = (await one.LoginAsync(), await one.LoginAsync(), await one.LoginAsync());
        (await two.MeAsync(tokens)).Should().Be("ada user");
        await one.Sessions.RevokeAsync(tokens.SessionId);
        await one.Sessions.RevokeTokenAsync(await one.App.Scheme<JwtAccessBearer>().Accept(single.Access));
        (await two.MeAsync(tokens), await two.MeAsync(single)).Should().Be(("ada user", "ada user"));

        await two.PollAsync();

        (await two.MeAsync(tokens), await two.MeAsync(single), await two.MeAsync(other)).Should().Be(("401 token_revoked", "401 token_revoked", "ada user"));
        two.Events.Should().BeEmpty("the process that ended it has told");
    }

    [Fact]
    public async Task A_refresh_elsewhere_needs_no_poll()
    {
        await using var one = await Node.StartAsync(_store);
        await using var two = await Node.StartAsync(_store);
        var tokens = await one.LoginAsync();
        await one.Sessions.RevokeAsync(tokens.SessionId);

        (await two.RefreshAsync(tokens.Refresh)).Code.Should().Be(JwtErrorCodes.TokenRevoked);
        (await two.MeAsync(tokens)).Should().Be("401 token_revoked", "what the store said of the session is known from then on");
    }

    [Fact]
    public async Task A_revocation_that_looks_older_than_the_last_poll_is_not_missed()
    {
        // A transaction that began before the poll and was committed after it; a database whose clock was set back.
        var clock = new ManualTimeProvider();
        var store = new ScriptedStore(clock, isShared: true);
        await using var one = await Node.StartAsync(store);
        await using var two = await Node.StartAsync(store);
        var tokens = await one.LoginAsync();
        await two.PollAsync();
        clock.SetUtcNow(clock.GetUtcNow() - TimeSpan.FromHours(1));
        await one.Sessions.RevokeAsync(tokens.SessionId);

        await two.PollAsync();

        (await two.MeAsync(tokens)).Should().Be("401 token_revoked");
    }

    [Fact]
    public async Task The_first_reading_comes_before_the_first_request()
    {
        await using var one = await Node.StartAsync(_store);
        var tokens = await one.LoginAsync();
        await one.Sessions.RevokeAsync(tokens.SessionId);

        await using var two = await Node.StartAsync(_store);

        (await two.MeAsync(tokens)).Should().Be("401 token_revoked");
    }

    [Fact]
    public async Task Without_a_first_reading_there_is_no_start()
    {
        _store.Fail("ReadRevocationsAsync");

        var start = () => Node.StartAsync(_store);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("The database is away.");
    }

    [Fact]
    public async Task An_error_empties_nothing()
    {
        await using var one = await Node.StartAsync(_store);
        await using var two = await Node.StartAsync(_store);
        var tokens = await one.LoginAsync();
        await one.Sessions.RevokeAsync(tokens.SessionId);
        await two.PollAsync();

        _store.Fail("ReadRevocationsAsync");
        await two.PollAsync();

        (await two.MeAsync(tokens)).Should().Be("401 token_revoked");
        two.App.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 402).Which.Level.Should().Be(LogLevel.Warning);
    }

    [Fact]
    public async Task A_store_that_answers_with_less_than_before_frees_nobody()
    {
        var clock = new ManualTimeProvider();
        var store = new ScriptedStore(clock, isShared: true);
        await using var one = await Node.StartAsync(store);
        await using var two = await Node.StartAsync(store);
        var tokens = await one.LoginAsync();
        await one.Sessions.RevokeAsync(tokens.SessionId);
        await two.PollAsync();

        // By the store's clock everything has ended; by this node's the token lives.
        clock.Advance(TimeSpan.FromDays(1));
        await two.PollAsync();

        (await two.MeAsync(tokens)).Should().Be("401 token_revoked");
    }

    [Theory]
    [InlineData(false, "ada user")]
    [InlineData(true, "503 sessions_unavailable")]
    public async Task A_list_that_is_too_old_is_reported_and_refused_on_request(bool refuses, string expected)
    {
        await using var app = await Node.StartAsync(_store, sessions => sessions.RefuseWhenStale = refuses);
        var tokens = await app.LoginAsync();
        _store.Fail("ReadRevocationsAsync");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await app.PollAsync();
        (await app.MeAsync(tokens), await HealthAsync(app)).Should().Be(("ada user", HealthStatus.Healthy));

        app.Clock.Advance(TimeSpan.FromTicks(1));
        await app.PollAsync();
        await app.PollAsync();
        (await app.MeAsync(tokens), await HealthAsync(app)).Should().Be((expected, HealthStatus.Unhealthy));
        app.App.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 403).Which.Level.Should().Be(LogLevel.Error);

        _store.Recover();
        await app.PollAsync();
        (await app.MeAsync(tokens), await HealthAsync(app)).Should().Be(("ada user", HealthStatus.Healthy));
        app.App.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 404);
    }

    [Fact]
    public async Task Setting_the_clock_makes_no_list_fresh()
    {
        await using var app = await Node.StartAsync(_store, sessions => sessions.RefuseWhenStale = true);
        var tokens = await app.LoginAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(3));

        app.Clock.SetUtcNow(app.Clock.GetUtcNow() - TimeSpan.FromMinutes(3));

        (await app.MeAsync(tokens)).Should().Be("503 sessions_unavailable");
    }

    [Fact]
    public async Task A_store_of_this_process_alone_is_not_polled_and_never_stale()
    {
        await using var app = await SessionApp.StartAsync(sessions => sessions.RefuseWhenStale = true);
        var tokens = await app.LoginAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await app.PollAsync();

        (await app.MeAsync(tokens), await HealthAsync(app)).Should().Be(("ada user", HealthStatus.Healthy));
        app.Store.Calls.Should().NotContain("ReadRevocationsAsync");
    }

    [Fact]
    public async Task It_polls_by_itself()
    {
        await using var one = await Node.StartAsync(_store);
        await using var two = await Node.StartAsync(_store, sessions => sessions.RevocationPollInterval = TimeSpan.FromMilliseconds(100));
        var tokens = await one.LoginAsync();

        await one.Sessions.RevokeAsync(tokens.SessionId);

        EventuallyKnows(two);
        (await two.MeAsync(tokens)).Should().Be("401 token_revoked");
    }

    [Fact]
    public async Task A_store_that_listens_is_heard_at_once()
    {
        var listening = new TaskCompletionSource<Action>(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Watch = async (changed, cancellationToken) =>
        {
            listening.TrySetResult(changed);
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        };
        await using var one = await Node.StartAsync(_store);
        var tokens = await one.LoginAsync();
        await one.Sessions.RevokeAsync(tokens.SessionId);
        var reads = _store.Calls.Count(call => call == "ReadRevocationsAsync");

        (await listening.Task)();

        SpinWait.SpinUntil(() => _store.Calls.Count(call => call == "ReadRevocationsAsync") > reads, TimeSpan.FromSeconds(30)).Should().BeTrue();
    }

    [Fact]
    public async Task A_store_that_fails_to_listen_is_logged_and_polled_all_the_same()
    {
        _store.Watch = (_, _) => throw new IOException("The connection broke.");
        await using var app = await Node.StartAsync(_store);
        var tokens = await app.LoginAsync();

        SpinWait.SpinUntil(() => app.App.Logs.Entries.Any(entry => entry.Id.Id == 405), TimeSpan.FromSeconds(30)).Should().BeTrue();
        await app.PollAsync();

        (await app.MeAsync(tokens)).Should().Be("ada user");
    }

    [Fact]
    public async Task A_store_that_cannot_listen_is_asked_again_less_and_less_often_and_it_is_logged_once()
    {
        var clock = new TimerClock();
        _store.Watch = (_, _) => throw new IOException("The database is away.");
        await using var app = await StartAsync(clock);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            await PassPauseAsync(seconds);
        }

        app.App.Logs.Entries.Should().ContainSingle(entry => entry.Id.Id == 405).Which.Level.Should().Be(LogLevel.Warning);
        app.App.Logs.Entries.Should().NotContain(entry => entry.Id.Id == 407);
        var connection = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Watch = (changed, _) =>
        {
            changed();
            return connection.Task;
        };
        await PassPauseAsync(60);
        await app.App.Logs.WhenWrittenAsync(407);

        connection.SetException(new IOException("The connection broke."));
        await clock.WhenSomebodyWaitsForAsync(TimeSpan.FromSeconds(1));
        app.App.Logs.Entries.Count(entry => entry.Id.Id == 405).Should().Be(2);

        async Task PassPauseAsync(int seconds)
        {
            await clock.WhenSomebodyWaitsForAsync(TimeSpan.FromSeconds(seconds));
            clock.Advance(TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public async Task However_many_revocations_are_told_at_once_they_are_read_ten_times_a_second_at_most()
    {
        var rest = TimeSpan.FromMilliseconds(100);
        var clock = new TimerClock();
        var listening = new TaskCompletionSource<Action>(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Watch = async (changed, cancellationToken) =>
        {
            listening.SetResult(changed);
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        };
        await using var app = await StartAsync(clock);
        var changed = await listening.Task;
        _store.Calls.Clear();

        changed();
        await clock.WhenSomebodyWaitsForAsync(rest);
        Reads().Should().Be(1, "the first is heard at once");
        Parallel.For(0, 1_000, _ => changed());
        Reads().Should().Be(1);
        clock.Advance(rest);
        await clock.WhenSomebodyWaitsForAsync(rest);
        Reads().Should().Be(2);
        clock.Advance(rest);
        await clock.WhenSomebodyWaitsForAsync(s_poll);
        Reads().Should().Be(2);

        int Reads() => _store.Calls.Count(call => call == "ReadRevocationsAsync");
    }

    [Fact]
    public async Task What_has_expired_is_deleted_now_and_then_and_a_failure_is_logged()
    {
        var clock = new TimerClock();
        await using var app = await StartAsync(clock);
        foreach (var expected in new[] { 0, 1, 2 })
        {
            await clock.WhenSomebodyWaitsForAsync(s_cleanUp);
            _store.Calls.Count(call => call == "DeleteExpiredAsync").Should().Be(expected);
            app.App.Logs.Entries.Should().NotContain(entry => entry.Id.Id == 406);
            clock.Advance(s_cleanUp);
        }

        await clock.WhenSomebodyWaitsForAsync(s_cleanUp);
        _store.Fail("DeleteExpiredAsync");
        clock.Advance(s_cleanUp);
        await app.App.Logs.WhenWrittenAsync(406);
    }

    [Fact]
    public async Task A_clean_up_that_hangs_keeps_nobody_from_reading_what_is_revoked()
    {
        var clock = new TimerClock();
        await using var app = await StartAsync(clock);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.Before = (operation, _) =>
        {
            if (operation != "DeleteExpiredAsync")
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return goOn.Task;
        };
        await clock.WhenSomebodyWaitsForAsync(s_cleanUp);
        clock.Advance(s_cleanUp);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

        foreach (var round in Enumerable.Range(0, 3))
        {
            await clock.WhenSomebodyWaitsForAsync(s_poll);
            _store.Calls.Clear();
            clock.Advance(s_poll);
            await clock.WhenSomebodyWaitsForAsync(s_poll);
            _store.Calls.Should().Equal("ReadRevocationsAsync");
        }

        goOn.SetResult();
    }

    [Fact]
    public async Task A_clean_up_is_not_waited_for_for_ever()
    {
        var clock = new TimerClock();
        await using var app = await StartAsync(clock);
        _store.Before = (operation, cancellationToken) => operation == "DeleteExpiredAsync" ? new TaskCompletionSource().Task.WaitAsync(cancellationToken) : Task.CompletedTask;
        await clock.WhenSomebodyWaitsForAsync(s_cleanUp);
        clock.Advance(s_cleanUp);

        await clock.WhenSomebodyWaitsForAsync(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));

        await app.App.Logs.WhenWrittenAsync(406);
    }

    [Fact]
    public async Task What_was_revoked_is_known_as_soon_as_the_options_no_longer_ask_the_store_each_time()
    {
        await using var one = await Node.StartAsync(_store);
        var (two, options) = await StartAsync(("AskStoreOnEveryRequest", "true"));
        await using var stop = two;
        var tokens = await one.LoginAsync();
        await one.Sessions.RevokeAsync(tokens.SessionId);

        options.Replace(Options(("AskStoreOnEveryRequest", "false")));

        SpinWait.SpinUntil(() => two.Services.GetRequiredService<JwtSecuritySets>().FindRevocations("")!.Count > 0, TimeSpan.FromSeconds(30)).Should().BeTrue();
        (await two.GetAsync("/me", TokenHeaders.Bearer(tokens.Access))).Summary().Should().Be("401 token_revoked");
    }

    [Fact]
    public async Task An_interval_that_is_made_shorter_is_so_at_once()
    {
        var (app, options) = await StartAsync(("RevocationPollInterval", "00:01:00"));
        await using var stop = app;

        options.Replace(Options(("RevocationPollInterval", "00:00:00.1")));

        SpinWait.SpinUntil(() => _store.Calls.Count(call => call == "ReadRevocationsAsync") > 3, TimeSpan.FromSeconds(30)).Should().BeTrue();
    }

    private async Task<(TestApp App, ReplaceableConfiguration Options)> StartAsync((string Name, string Value) option)
    {
        var configuration = new ReplaceableConfiguration(Options(option));
        var app = await TestApp.StartRawAsync(
            builder =>
            {
                builder.Services.AddSingleton<JwtSessionStore>(_store);
                builder.Services.AddJwtSecurity(configuration.Root.GetSection("Jwt")).AddAccessBearer().AddRefreshBearer().AddSessions();
            },
            web => web.MapGet("/me", ([Security<JwtAccessBearer>] JwtAuthorizationCredentials credentials) => "in"));
        return (app, configuration);
    }

    private static (string Key, string Value)[] Options((string Name, string Value) option) =>
        [("Jwt:SecretKey", TestApp.Secret), ("Jwt:Sessions:MaxStaleness", "00:02:00"), ($"Jwt:Sessions:{option.Name}", option.Value)];

    // Whose polls are at other moments than what else it waits for.
    private Task<SessionApp> StartAsync(TimerClock clock) => SessionApp.StartAsync(
        sessions => (sessions.RevocationPollInterval, sessions.MaxStaleness) = (s_poll, TimeSpan.FromMinutes(2)),
        schemes: jwt =>
        {
            jwt.AddAccessBearer().AddRefreshBearer();
            jwt.Services.AddSingleton<TimeProvider>(clock);
        },
        store: _store);

    private static void EventuallyKnows(SessionApp app) =>
        SpinWait.SpinUntil(() => app.App.Services.GetRequiredService<JwtSecuritySets>().FindRevocations("")!.Count > 0, TimeSpan.FromSeconds(30)).Should().BeTrue();

    private static async Task<HealthStatus> HealthAsync(SessionApp app)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(app.App.Services.GetRequiredService<JwtSecuritySets>());
        services.AddHealthChecks().AddJwtSessions();
        await using var provider = services.BuildServiceProvider();
        return (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;
    }
}
