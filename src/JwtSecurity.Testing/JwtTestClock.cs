namespace JwtSecurity.Testing;

/// <summary>
/// A clock that stands still until a test moves it. As the application's <see cref="TimeProvider"/> it decides when tokens and sessions expire, and when timers go off.
/// </summary>
/// <remarks>
/// When the clock is moved, it shows the new time at once; then every timer that has come due goes off, once, on the caller's thread, the earliest first.
/// One with a period counts it from the new time. Safe for concurrent use.
/// </remarks>
/// <example>
/// <code>
/// var clock = new JwtTestClock();
/// builder.ConfigureTestServices(services =&gt; services.AddSingleton&lt;TimeProvider&gt;(clock));
///
/// clock.Advance(TimeSpan.FromMinutes(16));
/// </code>
/// </example>
public sealed partial class JwtTestClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TestTimer> _timers = [];
    private DateTimeOffset _now;

    /// <summary>Initializes a clock that shows the machine's time of this moment, as cookies in a client's container have a lifetime, too.</summary>
    public JwtTestClock()
        : this(System.GetUtcNow())
    {
    }

    /// <summary>Initializes a clock that shows a time.</summary>
    /// <param name="now">The time.</param>
    public JwtTestClock(DateTimeOffset now) => _now = now.ToUniversalTime();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Lets time pass.</summary>
    /// <param name="by">How much, zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative: time does not go back.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TestTimer[] due;
        lock (_gate)
        {
            due = MoveTo(_now + by);
        }

        GoOff(due);
    }

    /// <summary>Lets time pass until it is a given one.</summary>
    /// <param name="now">The time, not before the one the clock shows.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="now"/> is earlier than that: time does not go back.</exception>
    public void SetUtcNow(DateTimeOffset now)
    {
        TestTimer[] due;
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(now, _now);
            due = MoveTo(now.ToUniversalTime());
        }

        GoOff(due);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private TestTimer[] MoveTo(DateTimeOffset now)
    {
        _now = now;
        TestTimer[] due = [.. _timers.Where(timer => timer.Time <= now).OrderBy(timer => timer.Time)];
        Array.ForEach(due, timer => timer.ComeDue());
        return due;
    }

    // Outside the lock: a callback may ask for the time, and make timers.
    private static void GoOff(TestTimer[] due) => Array.ForEach(due, timer => timer.GoOff());
}
