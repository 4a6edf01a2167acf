using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Seconds since 1970-01-01T00:00:00Z (RFC 7519, section 2), within the range that <see cref="DateTimeOffset"/> has.
/// </summary>
internal static class NumericDate
{
    public const long Maximum = 253_402_300_799;

    /// <summary>A century: more is a mistake in the unit, not a lifetime.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromDays(36_525);

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is after the year 9999.</exception>
    public static void ThrowIfBeyondMaximum(long seconds, string parameterName) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, Maximum, parameterName);

    public static DateTimeOffset ToDateTimeOffset(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    /// <summary>Reads a number that was found to be a time; a part of a second does not count.</summary>
    public static DateTimeOffset Read(JsonElement value) => ToDateTimeOffset(value.TryGetInt64(out var seconds) ? seconds : (long)value.GetDouble());

    /// <summary>Whether <paramref name="now"/>, less a tolerance, has reached <paramref name="seconds"/>, to the tick.</summary>
    public static bool HasCome(long seconds, DateTimeOffset now, TimeSpan tolerance) =>
        now.UtcTicks - DateTimeOffset.UnixEpoch.Ticks - tolerance.Ticks >= seconds * TimeSpan.TicksPerSecond;

    /// <summary>The first whole second that is not before a moment.</summary>
    public static long NotBefore(DateTimeOffset moment)
    {
        var seconds = moment.ToUnixTimeSeconds();
        return DateTimeOffset.FromUnixTimeSeconds(seconds) < moment ? seconds + 1 : seconds;
    }

    /// <summary>A lifetime in seconds. A part of a second counts as a whole one: a token never lives shorter than was asked for.</summary>
    public static long WholeSeconds(TimeSpan expiresDelta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(expiresDelta, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(expiresDelta, MaximumLifetime);
        return (expiresDelta.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
    }
}
