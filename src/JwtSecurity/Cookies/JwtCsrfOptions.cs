namespace JwtSecurity;

/// <summary>
/// Protection against cross-site request forgery, for requests whose token came from a cookie.
/// </summary>
/// <remarks>
/// Checked for every method but GET, HEAD, OPTIONS and TRACE, for WebSocket handshakes, and where a token cookie is set. A token
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

    internal void CopyTo(JwtCsrfOptions target)
    {
        target.CheckBrowserOrigin = CheckBrowserOrigin;
        target.TrustedOrigins.ReplaceWith(TrustedOrigins);
    }
}
