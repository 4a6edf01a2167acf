using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Finds the token of a request, where a scheme reads one from: the header first, the cookie second.
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
        }

        return settings.Kind.ReadsCookie
            ? CookieTokenSource.Find(request.Headers.Cookie, settings.ReadCookieName)
            : FoundToken.None(cookieLookedFor: false);
    }
}
