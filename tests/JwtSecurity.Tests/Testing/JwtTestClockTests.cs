using JwtSecurity.Testing;

namespace JwtSecurity.Tests.Testing;

/// <summary>A clock that a test moves, and what goes by it.</summary>
public sealed class JwtTestClockTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly JwtTestClock _clock = new(s_noon);
    private readonly List<string> _events = [];

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        var timestamp = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromMinutes(5));
        _clock.SetUtcNow(new DateTimeOffset(2026, 6, 1, 16, 0, 0, TimeSpan.FromHours(2)));

        _clock.GetUtcNow().Should().Be(s_noon.AddHours(2)).And.BeExactly(s_noon.AddHours(2));
        _clock.GetElapsedTime(timestamp).Should().Be(TimeSpan.FromHours(2));
        _clock.GetLocalNow().Should().BeExactly(s_noon.AddHours(2));
    }

    [Fact]
    public void It_begins_with_the_machines_time() =>
        new JwtTestClock().GetUtcNow().Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));

    [Fact]
    public void Time_does_not_go_back()
    {
        var back = () => _clock.Advance(TimeSpan.FromSeconds(-1));
        var set = () => _clock.SetUtcNow(s_noon.AddSeconds(-1));

        back.Should().Throw<ArgumentOutOfRangeException>();
        set.Should().Throw<ArgumentOutOfRangeException>();
        _clock.GetUtcNow().Should().Be(s_noon);
    }

    [Fact]
    public void Timers_go_off_in_their_order_when_it_is_moved_past_them()
    {
        using var later = Timer("later", TimeSpan.FromSeconds(20));
        using var sooner = Timer("sooner", TimeSpan.FromSeconds(10));
        using var never = Timer("never", Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(9));
        _events.Should().BeEmpty();

        _clock.SetUtcNow(s_noon.AddSeconds(20));
        _clock.Advance(TimeSpan.FromDays(1));
        _events.Should().Equal("sooner 20", "later 20");
    }

    [Fact]
    public void One_with_a_period_goes_off_once_for_each_move()
    {
        using var timer = Timer("tick", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

        _clock.Advance(TimeSpan.FromSeconds(35));
        _clock.Advance(TimeSpan.FromSeconds(9));
        _clock.Advance(TimeSpan.FromSeconds(1));

        _events.Should().Equal("tick 35", "tick 45");
    }

    [Fact]
    public void One_that_was_stopped_stays_silent()
    {
        var disposed = Timer("disposed", TimeSpan.FromSeconds(2));
        var changed = Timer("changed", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        using var stopping = _clock.CreateTimer(
            _ =>
            {
                disposed.Dispose();
                changed.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }, state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(3));

        _events.Should().BeEmpty();
        disposed.Change(TimeSpan.FromSeconds(1), TimeSpan.Zero).Should().BeFalse();
        changed.Change(TimeSpan.FromSeconds(1), TimeSpan.Zero).Should().BeTrue();
        _clock.Advance(TimeSpan.FromSeconds(3));
        _events.Should().Equal("changed 9");
        changed.Dispose();
    }

    [Fact]
    public async Task One_without_delay_goes_off_at_once()
    {
        var wentOff = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await using var timer = _clock.CreateTimer(_ => wentOff.SetResult(), state: null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await wentOff.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_the_framework_makes_of_timers_follows_it()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMinutes(1), _clock);
        using var periodic = new PeriodicTimer(TimeSpan.FromMinutes(1), _clock);
        var tick = periodic.WaitForNextTickAsync();
        source.IsCancellationRequested.Should().BeFalse();

        _clock.Advance(TimeSpan.FromMinutes(1));

        source.IsCancellationRequested.Should().BeTrue();
        (await tick).Should().BeTrue();
    }

    [Fact]
    public async Task Tokens_and_sessions_of_an_application_end_by_it()
    {
        await using var app = await TestedApp.StartAsync(sessions: true);
        using var access = await app.CreateClient().AuthenticateAsync<JwtAccessBearer>(app.Services, new { username = "ada" });
        using var refresh = await app.CreateClient().AuthenticateAsync<JwtRefreshBearer>(app.Services, new { username = "ada" });

        app.Clock.Advance(TimeSpan.FromMinutes(16));
        (await TestedApp.AskAsync<JwtAccessBearer>(access)).Should().Be("401 token_expired");
        (await TestedApp.AskAsync<JwtRefreshBearer>(refresh)).Should().Be("ada");

        app.Clock.Advance(TimeSpan.FromDays(31));
        (await TestedApp.AskAsync<JwtRefreshBearer>(refresh)).Should().Be("401 token_expired");
    }

    private ITimer Timer(string name, TimeSpan dueTime, TimeSpan? period = null) =>
        _clock.CreateTimer(_ => _events.Add($"{name} {(_clock.GetUtcNow() - s_noon).TotalSeconds}"), state: null, dueTime, period ?? Timeout.InfiniteTimeSpan);
}
