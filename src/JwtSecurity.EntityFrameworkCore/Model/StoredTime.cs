namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Times as the tables have them: microseconds since 1970-01-01T00:00:00Z.
/// </summary>
internal static class StoredTime
{
    public static long From(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long? From(DateTimeOffset? time) => time is { } some ? From(some) : null;

    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? ToTime(long? microseconds) => microseconds is { } some ? ToTime(some) : null;
}
