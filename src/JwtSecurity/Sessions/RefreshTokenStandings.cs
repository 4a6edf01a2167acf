namespace JwtSecurity;

/// <summary>
/// The table that refresh rotation rests on, once: asked wherever a refresh token is presented, and when it is rotated.
/// </summary>
internal static class RefreshTokenStandings
{
    public static RefreshTokenStanding Of(JwtStoredSession session, string jti, DateTimeOffset now, TimeSpan gracePeriod)
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
        var age = now - session.RotatedAt;
        if (jti == session.Current.Jti)
        {
            return age < gracePeriod && age > -gracePeriod ? RefreshTokenStanding.CurrentAndYoung : RefreshTokenStanding.Current;
        }

        return jti == session.PreviousJti && age < gracePeriod ? RefreshTokenStanding.Previous : RefreshTokenStanding.Older;
    }
}
