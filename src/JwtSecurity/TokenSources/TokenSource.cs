using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Finds the token of a request, where a scheme reads one from: the header first, the URL of a listed path second, the cookie last.
/// </summary>
internal static class TokenSource
{
    public static FoundToken Find(HttpRequest request, JwtSchemeSettings settings)
    {
        if (settings.Kind.ReadsHeader)
        {
            // A Bearer header that is there decides, good or bad: falling back to the cookie would make the request
            // somebody else's than its sender said.
            var found = BearerTokenSource.Find(request.Headers.Authorization);
            if (!found.IsNone)
            {
                return found;
            }

            // So does a token in the URL: a browser adds its cookies to whatever was asked for.
            if (settings.QueryTokens is { } query && query.Find(request) is { IsNone: false } inQuery)
            {
                return inQuery;
            }
        }

        return settings.Kind.ReadsCookie
            ? CookieTokenSource.Find(request.Headers.Cookie, settings.ReadCookieName)
            : FoundToken.None(cookieLookedFor: false);
    }
}
