namespace JwtSecurity.Tests.TestKit;

/// <summary>A clock that stands still until a test moves it. Timestamps follow <see cref="Advance"/> forwards only, as a machine's do: setting a clock leaves them alone.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private DateTimeOffset _now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private long _timestamp;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _timestamp;

    public void Advance(TimeSpan by)
    {
        _now += by;
        _timestamp += Math.Max(0, by.Ticks);
    }

    public void SetUtcNow(DateTimeOffset now) => _now = now;
}
