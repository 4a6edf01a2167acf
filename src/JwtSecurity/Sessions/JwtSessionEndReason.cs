namespace JwtSecurity;

/// <summary>
/// Why a session was ended before its time. The numbers are kept by stores, and do not change.
/// </summary>
public enum JwtSessionEndReason
{
    /// <summary>The application revoked it: a logout, a changed password, an administrator.</summary>
    Revoked = 1,

    /// <summary>A refresh token came again after its grace period: two parties have the session's tokens (RFC 9700, section 4.14.2).</summary>
    TokenReused = 2,

    /// <summary>The application's hook said, at a refresh, that the subject is no longer allowed.</summary>
    SubjectRefused = 3,

    /// <summary>Its subject started another one, and has no more than so many.</summary>
    LimitReached = 4,
}
