using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Checks a scheme's options. Every finding names the option, and the cure.
/// </summary>
internal static class JwtSchemeOptionsCheck
{
    public static readonly TimeSpan MaximumLeeway = TimeSpan.FromMinutes(5);

    public static void Check(JwtSchemeOptions options, string schemeName, SigningKeySources sources, StartupFindings findings)
    {
        SigningKeysCheck.Check(options, sources, findings);
        sources.Check(options, findings);
        CheckLifetime(options.AccessExpiresDelta, nameof(options.AccessExpiresDelta), schemeName, findings);
        CheckLifetime(options.RefreshExpiresDelta, nameof(options.RefreshExpiresDelta), schemeName, findings);
        CheckLeeway(options.Leeway, schemeName, findings);
        CheckIssuerAndAudiences(options, schemeName, findings);
        CheckCookie(options.AccessCookie, nameof(options.AccessCookie), findings);
        CheckCookie(options.RefreshCookie, nameof(options.RefreshCookie), findings);
        if (options.AccessCookie.Name == options.RefreshCookie.Name)
        {
            findings.Add($"AccessCookie and RefreshCookie have the same name, '{options.AccessCookie.Name}'. Give them different ones.");
        }

        if (options.EventsType is { } type && !type.IsAssignableTo(typeof(JwtSecurityEvents)))
        {
            findings.Add($"EventsType of {schemeName} is {type}. Set it to a class derived from {nameof(JwtSecurityEvents)}.");
        }

        BrowserOriginCheck.Check(options.Csrf, findings);
        DoubleSubmit.Check(options, findings);
        QueryTokenSource.Check(options.QueryToken, findings);
        JwtDialectCheck.Check(options.Dialect, findings);
    }

    private static void CheckLifetime(TimeSpan lifetime, string option, string schemeName, StartupFindings findings)
    {
        if (lifetime < TimeSpan.FromSeconds(1))
        {
            findings.Add($"{option} of {schemeName} is {lifetime}: no token would ever be accepted. Set it to a second or more, for example TimeSpan.FromMinutes(15).");
        }
        else if (lifetime > NumericDate.MaximumLifetime)
        {
            findings.Add($"{option} of {schemeName} is {lifetime}. Set it to {NumericDate.MaximumLifetime.Days} days or less.");
        }
    }

    private static void CheckLeeway(TimeSpan leeway, string schemeName, StartupFindings findings)
    {
        if (leeway < TimeSpan.Zero || leeway > MaximumLeeway)
        {
            findings.Add($"Leeway of {schemeName} is {leeway}. Set it between zero and {MaximumLeeway}: it is for clocks that differ, not for longer lifetimes.");
        }
    }

    private static void CheckIssuerAndAudiences(JwtSchemeOptions options, string schemeName, StartupFindings findings)
    {
        if (options.Issuer is { } issuer && string.IsNullOrWhiteSpace(issuer))
        {
            findings.Add($"Issuer of {schemeName} is empty. Set it to the name tokens carry in 'iss', or to null to write and check none.");
        }

        if (options.Audiences.Any(string.IsNullOrWhiteSpace))
        {
            findings.Add($"Audiences of {schemeName} contains an empty one. Remove it.");
        }
    }

    // The rules of the prefixes are the browsers' (RFC 6265bis, section 4.1.3): a cookie that breaks them is dropped without a word.
    private static void CheckCookie(JwtCookieOptions cookie, string option, StartupFindings findings)
    {
        if (CookieNames.IsValid(cookie.Name))
        {
            CheckPrefix(cookie, option, findings);
        }
        else
        {
            findings.Add($"{option}.Name is '{cookie.Name}', which is no cookie name. Use letters, digits, '-' and '_'.");
        }

        if (cookie.Path is { } path && (path is not ['/', ..] || !CookieNames.IsValidAttribute(path)))
        {
            findings.Add($"{option}.Path is '{cookie.Path}'. Set it to a path that begins with '/'.");
        }

        if (cookie.Domain is { } domain && (domain.Length == 0 || !CookieNames.IsValidAttribute(domain)))
        {
            findings.Add($"{option}.Domain is '{domain}'. Set it to a host name, or to null for this host alone.");
        }

        if (cookie.Extensions.FirstOrDefault(extension => string.IsNullOrEmpty(extension) || !CookieNames.IsValidAttribute(extension)) is { } bad)
        {
            findings.Add($"{option}.Extensions contains '{bad}'. Add one attribute an entry, for example 'Partitioned'.");
        }

        if (!Enum.IsDefined(cookie.SameSite))
        {
            findings.Add($"{option}.SameSite is {cookie.SameSite}. Set it to Lax, Strict or None.");
        }

        if (cookie.SameSite == SameSiteMode.None && !cookie.Secure)
        {
            findings.Add($"{option} has SameSite=None without Secure, and browsers drop such cookies. Set {option}.Secure to true.");
        }
    }

    private static void CheckPrefix(JwtCookieOptions cookie, string option, StartupFindings findings)
    {
        // Browsers compare the prefixes without regard to case.
        var isHost = cookie.Name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase);
        if ((isHost || cookie.Name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase)) && !cookie.Secure)
        {
            findings.Add($"{option}.Name is '{cookie.Name}', whose prefix needs Secure. Set {option}.Secure to true, or choose a name without the prefix.");
        }

        if (isHost && cookie.Path is not (null or "/"))
        {
            findings.Add($"{option}.Name is '{cookie.Name}', whose prefix needs the path '/'. Remove {option}.Path, or choose a name without the prefix.");
        }

        if (isHost && cookie.Domain is not null)
        {
            findings.Add($"{option}.Name is '{cookie.Name}', whose prefix allows no domain. Remove {option}.Domain, or choose a name without the prefix.");
        }
    }
}
