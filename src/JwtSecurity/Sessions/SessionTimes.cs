namespace JwtSecurity;

/// <summary>
/// The times of a session and of its tokens.
/// </summary>
internal static class SessionTimes
{
    /// <summary>When a session that begins now ends whatever happens, to the second as tokens have it.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is zero, negative, or longer than a century.</exception>
    public static DateTimeOffset AbsoluteExpiry(DateTimeOffset now, TimeSpan lifetime) =>
        NumericDate.ToDateTimeOffset(now.ToUnixTimeSeconds() + NumericDate.WholeSeconds(lifetime));

    /// <summary>Until when an access token may be accepted somewhere: a scheme's leeway can be this large.</summary>
    public static DateTimeOffset EndOfAccessToken(DateTimeOffset expiresAt) =>
        expiresAt < DateTimeOffset.MaxValue - JwtSchemeOptionsCheck.MaximumLeeway ? expiresAt + JwtSchemeOptionsCheck.MaximumLeeway : DateTimeOffset.MaxValue;

    public static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
