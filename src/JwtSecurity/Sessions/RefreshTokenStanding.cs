namespace JwtSecurity;

/// <summary>
/// What a refresh token is to its session.
/// </summary>
internal enum RefreshTokenStanding
{
    Current,
    CurrentAndYoung,
    Previous,
    Older,
    Revoked,
    Expired,
}
