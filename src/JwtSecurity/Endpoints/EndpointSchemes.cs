using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// The schemes of a set, as its token endpoints see them: which token goes where, and in whose words refusals are.
/// </summary>
internal sealed class EndpointSchemes(IReadOnlyCollection<JwtSecurityScheme> schemes)
{
    public JwtSecurityScheme[] Access { get; } = [.. schemes.Where(scheme => scheme.Settings.Kind.TokenType == JwtTokenType.Access)];

    public JwtSecurityScheme[] Refresh { get; } = [.. schemes.Where(scheme => scheme.Settings.Kind.TokenType == JwtTokenType.Refresh)];

    /// <summary>Whether the set has none, which the start refuses.</summary>
    public bool IsEmpty => Access.Length + Refresh.Length == 0;

    public IEnumerable<JwtSecurityScheme> All => Refresh.Concat(Access);

    /// <summary>The scheme that makes access tokens; any where the set has none that accepts them.</summary>
    public JwtSecurityScheme Issuer => Access is [var access, ..] ? access : Refresh[0];

    /// <summary>The scheme in whose words token endpoints refuse.</summary>
    public JwtSecurityScheme Speaker => Refresh is [var refresh, ..] ? refresh : Access[0];

    public JwtEndpointOptions Options => Speaker.Settings.Options.EndpointOptions;

    public TokenFields Fields => Speaker.Settings.Dialect.Fields;

    /// <summary>Whether a request without a body lacks the field of its token. Where cookies carry tokens, none is expected.</summary>
    public bool NamesMissingTokens => Speaker.Settings.Dialect.NamesMissingTokens && !ReadsCookies;

    /// <summary>Whether a scheme of the set looks for its token in a cookie.</summary>
    public bool ReadsCookies => All.Any(scheme => scheme.Settings.Kind.ReadsCookie);

    /// <summary>How many seconds an access token lives.</summary>
    public long AccessLifetime => NumericDate.WholeSeconds(Issuer.Settings.Options.AccessExpiresDelta);

    /// <summary>Whether tokens of the type are handed out in the body.</summary>
    public bool UseBody(JwtTokenType tokenType) => Options.Transport switch
    {
        JwtTokenTransport.Body => true,
        JwtTokenTransport.Cookies => false,
        _ => Of(tokenType).Any(scheme => scheme.Settings.Kind.ReadsHeader),
    };

    /// <summary>Whether tokens of the type are handed out in a cookie.</summary>
    public bool UseCookie(JwtTokenType tokenType) => Options.Transport != JwtTokenTransport.Body && CookieSchemes(tokenType).Any();

    /// <summary>Whether the request comes from another site, and its answer would set cookies: a login in somebody else's name.</summary>
    public bool ForbidsCookies(HttpRequest request) =>
        SetsCookies && !Speaker.Settings.BrowserOrigin.AllowsSettingCookie(request);

    /// <summary>Whether such a request could be refused.</summary>
    public bool ChecksOrigin => SetsCookies && Speaker.Settings.Options.Csrf.CheckBrowserOrigin;

    public IEnumerable<JwtSecurityScheme> CookieSchemes(JwtTokenType tokenType) => Of(tokenType).Where(scheme => scheme.Settings.Kind.ReadsCookie);

    public JwtSecurityScheme[] Of(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? Access : Refresh;

    private bool SetsCookies => UseCookie(JwtTokenType.Access) || UseCookie(JwtTokenType.Refresh);
}
