namespace JwtSecurity.Analyzers;

/// <summary>
/// The scheme classes that read cookies.
/// </summary>
internal static class CookieSchemes
{
    public static bool Has(string? scheme) => scheme is "JwtAccessCookie" or "JwtAccessBearerCookie" or "JwtRefreshCookie" or "JwtRefreshBearerCookie";
}
