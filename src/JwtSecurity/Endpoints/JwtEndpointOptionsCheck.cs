namespace JwtSecurity;

/// <summary>
/// Checks the options of a set's token endpoints by themselves.
/// </summary>
internal static class JwtEndpointOptionsCheck
{
    public static void Check(JwtEndpointOptions options, IEnumerable<JwtSchemeKind> kinds, StartupFindings findings)
    {
        if (!Enum.IsDefined(options.Transport))
        {
            findings.Add($"Endpoints.Transport is {options.Transport}. Set it to ByScheme, Body or Cookies.");
        }

        CheckTransport(options.Transport, kinds, findings);
        CheckLimit(options.LoginLimit, nameof(options.LoginLimit), findings);
        CheckLimit(options.LoginLimitPerAddress, nameof(options.LoginLimitPerAddress), findings);
        CheckLimit(options.RefreshLimit, nameof(options.RefreshLimit), findings);
    }

    // What is handed out has to be something that a scheme takes. A refresh token in a body is taken from there by the refresh endpoint.
    private static void CheckTransport(JwtTokenTransport transport, IEnumerable<JwtSchemeKind> kinds, StartupFindings findings)
    {
        foreach (var ofType in kinds.GroupBy(kind => kind.TokenType))
        {
            if (transport == JwtTokenTransport.Cookies && !ofType.Any(kind => kind.ReadsCookie))
            {
                findings.Add($"Endpoints.Transport is Cookies, and no scheme reads the {ofType.Key.ToString().ToLowerInvariant()} token from its cookie. Call Add{ofType.Key}Cookie(), or set it to ByScheme.");
            }
            else if (transport == JwtTokenTransport.Body && !ofType.Any(kind => kind.ReadsHeader))
            {
                findings.Add($"Endpoints.Transport is Body, and no scheme reads the {ofType.Key.ToString().ToLowerInvariant()} token from the header. Call Add{ofType.Key}Bearer(), or set it to ByScheme.");
            }
        }
    }

    private static void CheckLimit(int limit, string option, StartupFindings findings)
    {
        if (limit < 0)
        {
            findings.Add($"Endpoints.{option} is {limit}. Set it to one or more, or to zero to switch it off.");
        }
    }
}
