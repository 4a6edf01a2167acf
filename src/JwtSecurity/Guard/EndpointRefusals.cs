namespace JwtSecurity;

/// <summary>
/// How a demand may be refused: one error for each kind of answer.
/// </summary>
internal static class EndpointRefusals
{
    // Every status and every body that a dialect may have for a bad token.
    private static readonly JwtValidationError[] s_badToken = [JwtErrors.TokenMalformed, JwtErrors.SignatureInvalid, JwtErrors.IdentityInvalid, JwtErrors.TokenExpired, JwtErrors.TokenRevoked];

    public static IEnumerable<JwtValidationError> Of(GuardRequirement requirement, JwtSchemeSettings settings, string httpMethod)
    {
        if (requirement.IsRequired)
        {
            yield return JwtErrors.CredentialsMissing;
        }

        if (requirement.IsRequired || settings.Options.AutoError)
        {
            foreach (var error in OfToken(settings, httpMethod))
            {
                yield return error;
            }
        }

        if (settings.Sessions is { } sessions && SessionCheck.MayBeUnavailable(settings.Kind.TokenType, sessions))
        {
            yield return JwtErrors.SessionsUnavailable;
        }

        if (requirement.MaxAge is { } maxAge)
        {
            yield return JwtErrors.LoginRequiredWithin(maxAge);
        }

        if (requirement.Roles.Length > 0)
        {
            yield return JwtErrors.InsufficientRole;
        }

        if (requirement.Scopes.Length > 0)
        {
            yield return JwtErrors.InsufficientScope;
        }
    }

    /// <summary>How a token may be refused that was sent to a scheme.</summary>
    public static IEnumerable<JwtValidationError> OfToken(JwtSchemeSettings settings, string httpMethod)
    {
        var bad = s_badToken.Append(JwtErrors.WrongType(settings.Kind.TokenType));
        return settings.Kind.ReadsCookie && ChecksCookies(settings) && !BrowserOriginCheck.IsSafe(httpMethod) ? bad.Append(JwtErrors.CsrfFailed) : bad;
    }

    private static bool ChecksCookies(JwtSchemeSettings settings) => settings.Options.Csrf.CheckBrowserOrigin || settings.DoubleSubmit is not null;
}
