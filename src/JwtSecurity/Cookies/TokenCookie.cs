using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// One cookie of a scheme: sets it for a token's life, and unsets it with the attributes it was set with, which is what makes a browser drop it.
/// </summary>
internal sealed class TokenCookie(JwtCookieOptions options, RefreshCookiePaths? ownPaths = null)
{
    /// <summary>What every browser stores (RFC 6265, section 6.1); beyond it they drop the cookie without a word.</summary>
    private const int MaximumBytes = 4096;

    public string Name => options.Name;

    public void Set(HttpResponse response, string token, DateTimeOffset expires, TimeSpan maxAge) =>
        Append(response, token, expires, maxAge);

    /// <exception cref="InvalidOperationException">Browsers would drop the cookie.</exception>
    public void ThrowIfTooLarge(string token, DateTimeOffset expires, TimeSpan maxAge)
    {
        foreach (var path in PathsBelow(PathString.Empty))
        {
            ThrowIfTooLarge(token, CreateOptions(path, expires, maxAge));
        }
    }

    public void Unset(HttpResponse response) =>
        Append(response, "", DateTimeOffset.UnixEpoch, TimeSpan.Zero);

    private void Append(HttpResponse response, string value, DateTimeOffset expires, TimeSpan maxAge)
    {
        CookieOptions[] cookies = [.. PathsBelow(response.HttpContext.Request.PathBase).Select(path => CreateOptions(path, expires, maxAge))];
        Array.ForEach(cookies, cookie => ThrowIfTooLarge(value, cookie));
        RemoveEarlier(response);
        Array.ForEach(cookies, cookie => response.Cookies.Append(Name, value, cookie));

        response.Headers.CacheControl = "no-store";
        TokenResponse.ForbidStorage(response);
    }

    private void ThrowIfTooLarge(string value, CookieOptions cookie)
    {
        var length = cookie.CreateCookieHeader(Name, value).ToString().Length;
        if (length > MaximumBytes)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The cookie '{Name}' would take {length} bytes, and browsers drop cookies of more than {MaximumBytes}. Put less into the token's subject, or send the token in the response body."));
        }
    }

    private IReadOnlyList<string> PathsBelow(PathString pathBase) =>
        options.Path is { } path ? [path]
        : ownPaths is not null && !options.Name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase) ? ownPaths.Below(pathBase)
        : ["/"];

    private CookieOptions CreateOptions(string path, DateTimeOffset expires, TimeSpan maxAge)
    {
        var cookie = new CookieOptions
        {
            Domain = options.Domain,
            Path = path,
            HttpOnly = options.HttpOnly,
            Secure = options.Secure,
            SameSite = options.SameSite,
            Expires = expires,
            MaxAge = maxAge,
            IsEssential = true,
        };
        foreach (var extension in options.Extensions)
        {
            cookie.Extensions.Add(extension);
        }

        return cookie;
    }

    // Two values for one cookie are against RFC 6265, section 4.1.1: the last call of a response counts.
    private void RemoveEarlier(HttpResponse response)
    {
        var headers = response.Headers.SetCookie;
        if (headers.Any(IsThisCookie))
        {
            response.Headers.SetCookie = headers.Where(header => !IsThisCookie(header)).ToArray();
        }
    }

    private bool IsThisCookie(string? header) =>
        header?.Length > Name.Length && header[Name.Length] == '=' && header.StartsWith(Name, StringComparison.Ordinal);
}
