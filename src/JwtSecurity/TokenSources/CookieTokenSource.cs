using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// Reads one cookie from the <c>Cookie</c> header (RFC 6265, section 4.2.1).
/// </summary>
/// <remarks>
/// The framework's collection keeps one of two cookies of a name, ignores the case of names and decodes values. A token must
/// be found as it was sent: a second cookie of the name was put there by a sibling domain, or by an attacker.
/// </remarks>
internal static class CookieTokenSource
{
    public static FoundToken Find(StringValues headers, string name)
    {
        var found = FoundToken.None(cookieLookedFor: true);
        foreach (var header in headers)
        {
            if (header is null)
            {
                continue;
            }

            for (var start = 0; start < header.Length;)
            {
                var end = header.IndexOf(';', start);
                end = end < 0 ? header.Length : end;
                if (TryRead(header, start, end, name, out var token))
                {
                    if (!found.IsNone)
                    {
                        return FoundToken.Unusable(TokenOrigin.Cookie, JwtErrors.SeveralTokens);
                    }

                    found = token;
                }

                start = end + 1;
            }
        }

        // An empty value is what is left of a cookie that was unset.
        return found.Text.IsEmpty ? FoundToken.None(cookieLookedFor: true) : found;
    }

    private static bool TryRead(string header, int start, int end, string name, out FoundToken token)
    {
        token = default;
        var pair = header.AsSpan(start, end - start);
        var leading = pair.Length - pair.TrimStart(" \t").Length;
        var separator = pair.IndexOf('=');
        if (separator < 0 || !pair[leading..separator].TrimEnd(" \t").SequenceEqual(name))
        {
            return false;
        }

        var value = pair[(separator + 1)..];
        var valueStart = start + separator + 1 + (value.Length - value.TrimStart(" \t").Length);
        value = value.Trim(" \t");
        if (value is ['"', .., '"'])
        {
            value = value[1..^1];
            valueStart++;
        }

        token = FoundToken.At(TokenOrigin.Cookie, header, valueStart, value.Length);
        return true;
    }
}
