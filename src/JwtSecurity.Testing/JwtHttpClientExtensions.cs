using System.Net.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace JwtSecurity.Testing;

/// <summary>
/// Puts tokens into what a client sends with each of its requests.
/// </summary>
public static class JwtHttpClientExtensions
{
    /// <summary>Makes a token and has the client send it with every request, where the scheme reads it: in the <c>Authorization</c> header or, for a scheme that reads no header, in its cookie.</summary>
    /// <typeparam name="TScheme">The scheme.</typeparam>
    /// <param name="client">A client of the application.</param>
    /// <param name="services">The services of the running application, such as <c>factory.Services</c>.</param>
    /// <param name="subject">Whom the token is for: what the application puts into its own tokens, roles and scopes included.</param>
    /// <param name="details">What else it carries: further claims, when the user logged in.</param>
    /// <param name="flaw">What is wrong with it; by default nothing.</param>
    /// <param name="name">The set's name; by default the default set.</param>
    /// <param name="cancellationToken">Cancels the start of a session.</param>
    /// <returns>The client.</returns>
    /// <remarks>
    /// <para>The token is made by <see cref="JwtTestTokens.CreateJwtAsync"/>. With double submit its <c>csrf</c> claim goes along, in the header and in the cookie, as a page's script would send it.</para>
    /// <para>A cookie given to a client is sent always, and one of the same name that the application sets does not take its place: a request with both is refused. To test
    /// a renewal by cookies, log in over HTTP, or make the client with <c>HandleCookies = false</c>.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="client"/>, <paramref name="services"/> or <paramref name="subject"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">As for <see cref="JwtTestTokens.CreateJwtAsync"/>.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="JwtTestTokens.CreateJwtAsync"/>.</exception>
    /// <example>
    /// <code>
    /// var client = await factory.CreateClient().AuthenticateAsync&lt;JwtAccessBearer&gt;(factory.Services, new { username = "ada", role = "admin" });
    /// </code>
    /// </example>
    public static async ValueTask<HttpClient> AuthenticateAsync<TScheme>(
        this HttpClient client,
        IServiceProvider services,
        object subject,
        JwtTokenDetails? details = null,
        JwtTokenFlaw flaw = JwtTokenFlaw.None,
        string? name = null,
        CancellationToken cancellationToken = default)
        where TScheme : JwtSecurityScheme
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.SetJwt<TScheme>(services, await services.CreateJwtAsync<TScheme>(subject, details, flaw, name, cancellationToken), name);
    }

    /// <summary>Has the client send a token that is there already, with every request, where the scheme reads it. One it sent there before is replaced.</summary>
    /// <typeparam name="TScheme">The scheme.</typeparam>
    /// <param name="client">A client of the application.</param>
    /// <param name="services">The services of the running application, such as <c>factory.Services</c>.</param>
    /// <param name="token">The token, or whatever is sent in its place.</param>
    /// <param name="name">The set's name; by default the default set.</param>
    /// <returns>The client.</returns>
    /// <remarks>With double submit the header has room for one value: of an access and a refresh cookie, that of the one set last.</remarks>
    /// <exception cref="ArgumentNullException">An argument but the last is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The scheme was not added.</exception>
    public static HttpClient SetJwt<TScheme>(this HttpClient client, IServiceProvider services, string token, string? name = null)
        where TScheme : JwtSecurityScheme
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(token);
        var scheme = services.Of<TScheme>(name);
        if (scheme.ReadsHeader)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        else
        {
            SetCookies(client.DefaultRequestHeaders, scheme.ReadOptions([]), scheme.TokenType, token);
        }

        return client;
    }

    private static void SetCookies(HttpRequestHeaders headers, JwtSchemeOptions options, JwtTokenType tokenType, string token)
    {
        var (cookie, csrfCookie) = tokenType == JwtTokenType.Access
            ? (options.AccessCookie.Name, options.Csrf.AccessCookieName)
            : (options.RefreshCookie.Name, options.Csrf.RefreshCookieName);
        SetCookie(headers, cookie, token);

        // A page's script reads it from its cookie, and repeats it.
        var csrf = TokenText.ReadCsrf(token);
        SetCookie(headers, csrfCookie, csrf);
        headers.Remove(options.Csrf.HeaderName);
        if (csrf is not null)
        {
            headers.Add(options.Csrf.HeaderName, csrf);
        }
    }

    private static void SetCookie(HttpRequestHeaders headers, string name, string? value)
    {
        var others = headers.TryGetValues(HeaderNames.Cookie, out var sent)
            ? sent.SelectMany(cookies => cookies.Split("; ")).Where(cookie => !cookie.StartsWith(name + "=", StringComparison.Ordinal))
            : [];
        string[] all = value is null ? [.. others] : [.. others, $"{name}={value}"];
        headers.Remove(HeaderNames.Cookie);
        if (all.Length > 0)
        {
            headers.Add(HeaderNames.Cookie, string.Join("; ", all));
        }
    }
}
