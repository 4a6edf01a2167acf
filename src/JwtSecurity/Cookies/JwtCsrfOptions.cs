namespace JwtSecurity;

/// <summary>
/// Protection against cross-site request forgery, for requests whose token came from a cookie.
/// </summary>
/// <remarks>
/// Two layers: what the browser says of a request's origin, on by default, and double submit, by option. Checked for every method but GET, HEAD, OPTIONS and TRACE, for WebSocket handshakes, and where a token cookie is set. A token
/// from the <c>Authorization</c> header needs no check: no browser adds that header by itself.
/// </remarks>
public sealed class JwtCsrfOptions
{
    /// <summary>Gets or sets whether the browser's own words, <c>Sec-Fetch-Site</c> and <c>Origin</c>, are checked.</summary>
    /// <value>The default value is <see langword="true"/>. A client that sends neither header is no browser, and passes.</value>
    public bool CheckBrowserOrigin { get; set; } = true;

    /// <summary>Gets the origins, beside the request's own, that may send requests with token cookies.</summary>
    /// <value>Empty by default. Each is a scheme, a host and, if it is not the default one, a port: <c>https://app.example.com</c>.</value>
    public IList<string> TrustedOrigins { get; } = [];

    /// <summary>Gets or sets whether requests also have to repeat what a readable cookie says, which no other site can read (double submit).</summary>
    /// <value><see langword="null"/> by default: as <see cref="JwtDialect.WritesCsrf"/> of the dialect says, so in <see cref="JwtDialect.FlaskJwtExtended"/> and nowhere else.</value>
    /// <remarks>
    /// <para>Every token then has a random <c>csrf</c> claim. Where a token cookie is set, a second one that scripts can read is set with it, and an unsafe request with the token cookie has to send its
    /// value back in the header <see cref="HeaderName"/>. The value is bound to the token by the token's signature: a cookie that somebody plants does not help them.</para>
    /// <para>It cannot be asked of WebSocket handshakes, nor of a login, which has no token yet. All schemes of a set have it or none.</para>
    /// </remarks>
    public bool? DoubleSubmit { get; set; }

    /// <summary>Gets or sets the header that repeats the value.</summary>
    /// <value>The default value is <c>X-CSRF-TOKEN</c>.</value>
    public string HeaderName { get; set; } = "X-CSRF-TOKEN";

    /// <summary>Gets or sets the field of a form that may repeat the value where the header is missing, for pages without scripts.</summary>
    /// <value><see langword="null"/> by default: forms are not looked at. Flask-JWT-Extended calls it <c>csrf_token</c>.</value>
    public string? FormFieldName { get; set; }

    /// <summary>Gets or sets the name of the readable cookie beside the access token's.</summary>
    /// <value>The default value is <c>csrf_access_token</c>. Its path is <c>/</c>; all else it has from <see cref="JwtSchemeOptions.AccessCookie"/>.</value>
    public string AccessCookieName { get; set; } = "csrf_access_token";

    /// <summary>Gets or sets the name of the readable cookie beside the refresh token's.</summary>
    /// <value>The default value is <c>csrf_refresh_token</c>. Its path is <c>/</c>; all else it has from <see cref="JwtSchemeOptions.RefreshCookie"/>.</value>
    public string RefreshCookieName { get; set; } = "csrf_refresh_token";

    internal string CookieName(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? AccessCookieName : RefreshCookieName;

    internal void CopyTo(JwtCsrfOptions target)
    {
        target.CheckBrowserOrigin = CheckBrowserOrigin;
        target.TrustedOrigins.ReplaceWith(TrustedOrigins);
        target.DoubleSubmit = DoubleSubmit;
        target.HeaderName = HeaderName;
        target.FormFieldName = FormFieldName;
        target.AccessCookieName = AccessCookieName;
        target.RefreshCookieName = RefreshCookieName;
    }
}
