namespace JwtSecurity;

/// <summary>
/// How token endpoints hand out tokens.
/// </summary>
public enum JwtTokenTransport
{
    /// <summary>
    /// Each token goes where the set's schemes read it: into the body for <c>Bearer</c>, into a cookie for <c>Cookie</c>, into both for <c>BearerCookie</c>.
    /// </summary>
    ByScheme,

    /// <summary>Into the body, and nowhere else.</summary>
    Body,

    /// <summary>Into cookies. The body carries no token, so that no script ever has one.</summary>
    Cookies,
}
