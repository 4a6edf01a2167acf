namespace JwtSecurity;

/// <summary>
/// The table that refresh rotation rests on, once: asked wherever a refresh token is presented, and when it is rotated.
/// </summary>
internal static class RefreshTokenStandings
{
    /// <param name="session">The session as the store has it.</param>
    /// <param name="jti">The token.</param>
    /// <param name="presentedAt">When it was presented, by the store's clock; the grace period is measured up to here.</param>
    /// <param name="now">The store's time, by which the session lives or has expired.</param>
    /// <param name="gracePeriod">The grace period.</param>
    public static RefreshTokenStanding Of(JwtStoredSession session, string jti, DateTimeOffset presentedAt, DateTimeOffset now, TimeSpan gracePeriod)
    {
        if (session.RevokedAt is not null)
        {
            return RefreshTokenStanding.Revoked;
        }

        if (!session.IsLive(now))
        {
            return RefreshTokenStanding.Expired;
        }

        // A clock that was set back makes the last rotation lie ahead. That is nobody's theft: what was answered before is answered still. The current
        // token rotates where it lies far ahead, which puts the time right again.
        var age = presentedAt - session.RotatedAt;
        if (jti == session.Current.Jti)
        {
            return age < gracePeriod && age > -gracePeriod ? RefreshTokenStanding.CurrentAndYoung : RefreshTokenStanding.Current;
        }

        // A grace period of zero forgives nothing, not even what was accepted before the replacement.
        return jti == session.PreviousJti && age < gracePeriod && gracePeriod > TimeSpan.Zero ? RefreshTokenStanding.Previous : RefreshTokenStanding.Older;
    }
}
