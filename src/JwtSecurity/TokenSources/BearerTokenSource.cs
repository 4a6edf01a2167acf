using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// Reads <c>Authorization: Bearer</c> (RFC 6750, section 2.1).
/// </summary>
internal static class BearerTokenSource
{
    private const string Bearer = "Bearer";

    public static FoundToken Find(StringValues authorization)
    {
        if (authorization.Count > 1)
        {
            // Which of two credentials counts is a question that two servers answer differently.
            return FoundToken.Unusable(TokenOrigin.Header, JwtErrors.SeveralTokens);
        }

        // The scheme's name is case-insensitive (RFC 9110, section 11.1). Another scheme is not for us.
        var header = (string?)authorization;
        if (header is null || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || !IsSchemeEnd(header))
        {
            return FoundToken.None(cookieLookedFor: false);
        }

        // One or more spaces, and the token. What does not fit, a tab or a second word, the shape check refuses.
        var token = header.AsSpan(Bearer.Length).TrimStart(' ');
        var start = header.Length - token.Length;
        token = token.TrimEnd(" \t");
        return token.IsEmpty
            ? FoundToken.None(cookieLookedFor: false)
            : FoundToken.At(TokenOrigin.Header, header, start, token.Length);
    }

    // "Bearers" is another scheme; "Bearer\txyz" is this one, written wrong.
    private static bool IsSchemeEnd(string header) =>
        header.Length == Bearer.Length || !CookieNames.IsTokenCharacter(header[Bearer.Length]);
}
