using System.Text.Json;
using Microsoft.AspNetCore.Authentication;

namespace JwtSecurity;

/// <summary>
/// The options of one scheme: its keys, what its tokens look like and how long they live, its cookies, and what it does with bad requests.
/// </summary>
/// <remarks>
/// Each scheme of a set starts from a copy of the set's <see cref="JwtSecurityOptions"/>, to which its own delegate is applied.
/// Invalid options stop the application at start-up, all findings in one message.
/// </remarks>
public class JwtSchemeOptions : AuthenticationSchemeOptions
{
    /// <summary>Initializes options with the defaults documented on each property.</summary>
    public JwtSchemeOptions() => Events = new JwtSecurityEvents();

    /// <summary>Gets or sets the secret that signs and verifies tokens, as UTF-8 text.</summary>
    /// <value>
    /// At least 32 bytes for HS256, 48 for HS384, 64 for HS512 (RFC 7518, section 3.2). There is no default;
    /// <see langword="null"/> or empty where <see cref="SigningKeys"/> are used instead.
    /// </value>
    /// <remarks>
    /// Whoever has it can make tokens for anybody: keep it in user secrets or the environment, never in source code.
    /// <c>openssl rand -base64 48</c> prints a good one.
    /// </remarks>
    public string? SecretKey { get; set; }

    /// <summary>Gets or sets the algorithm that <see cref="SecretKey"/> is used with; tokens with any other are refused (RFC 8725, section 3.1).</summary>
    /// <value><c>HS256</c>, <c>HS384</c> or <c>HS512</c>. The default value is <c>HS256</c>.</value>
    /// <remarks>It is about <see cref="SecretKey"/> alone: each of the <see cref="SigningKeys"/> has its own.</remarks>
    public string Algorithm { get; set; } = "HS256";

    /// <summary>Gets the keys beside <see cref="SecretKey"/>, the oldest first: RSA and EC keys, and secrets that replace one another.</summary>
    /// <value>Empty by default. At least one key is needed, here or in <see cref="SecretKey"/>, which counts as the oldest.</value>
    /// <remarks>
    /// <para>Every key verifies. The one that signs has, among those that can and whose <see cref="SigningKey.ActiveFrom"/> has come, the latest; of several with the same or none, the last one
    /// listed. Where none can sign, tokens are verified and creating one throws.</para>
    /// <para>A token is verified with the key it names, and only by that key's algorithm; one that names none, as fastapi-jwt's, is tried with the eight newest keys of its algorithm.
    /// To rotate, add the new key as <see cref="SigningKey.AsVerifyOnly"/> or with a <see cref="SigningKey.ActiveFrom"/> when every node will have it, and remove the old one when its last
    /// token has expired.</para>
    /// </remarks>
    public IList<SigningKey> SigningKeys { get; } = [];

    /// <summary>Gets or sets whether a <see cref="SecretKey"/> shorter than the algorithm's hash is accepted.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    /// <remarks>
    /// For sharing tokens with a service whose short secret exists already. A short secret can be guessed from one token;
    /// a warning is logged at start-up.
    /// </remarks>
    public bool AllowShortSecretKey { get; set; }

    /// <summary>Gets or sets the issuer: written to <c>iss</c>, and demanded of every token (RFC 7519, section 4.1.1).</summary>
    /// <value>The default value is <see langword="null"/>: no <c>iss</c> is written, and one in a token is not looked at.</value>
    public string? Issuer { get; set; }

    /// <summary>Gets the audiences: all are written to <c>aud</c>, and a token must name at least one of them (RFC 7519, section 4.1.3).</summary>
    /// <value>Empty by default: no <c>aud</c> is written, and one in a token is not looked at.</value>
    public IList<string> Audiences { get; } = [];

    /// <summary>Gets or sets what an optional credentials parameter does with a bad token.</summary>
    /// <value>
    /// With <see langword="true"/>, the default, a bad token is refused with 401, and only a missing one gives <see langword="null"/>.
    /// With <see langword="false"/> both give <see langword="null"/>.
    /// </value>
    /// <remarks>A parameter that is not nullable is never <see langword="null"/>: both are refused there, whatever this says.</remarks>
    public bool AutoError { get; set; } = true;

    /// <summary>Gets or sets how long an access token is accepted after it was created.</summary>
    /// <value>A positive duration, counted in whole seconds. The default value is 15 minutes.</value>
    /// <remarks>Written as <c>exp</c> (RFC 7519, section 4.1.4). Without sessions nothing takes a token back before it, so keep it short.</remarks>
    public TimeSpan AccessExpiresDelta { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets how long a refresh token is accepted after it was created.</summary>
    /// <value>A positive duration, counted in whole seconds. The default value is 31 days.</value>
    /// <remarks>With sessions it is their idle expiry: one whose tokens are not renewed for so long has ended.</remarks>
    public TimeSpan RefreshExpiresDelta { get; set; } = TimeSpan.FromDays(31);

    /// <summary>Gets or sets by how much the clocks of issuer and validator may differ when <c>exp</c> and <c>nbf</c> are checked.</summary>
    /// <value>Between zero and five minutes. The default value is zero.</value>
    public TimeSpan Leeway { get; set; }

    /// <summary>Gets the cookie that carries the access token.</summary>
    /// <value>Named <c>access_token_cookie</c> by default; see <see cref="JwtCookieOptions"/> for its attributes.</value>
    public JwtCookieOptions AccessCookie { get; } = new() { Name = "access_token_cookie" };

    /// <summary>Gets the cookie that carries the refresh token.</summary>
    /// <value>Named <c>refresh_token_cookie</c> by default; see <see cref="JwtCookieOptions"/> for its attributes.</value>
    public JwtCookieOptions RefreshCookie { get; } = new() { Name = "refresh_token_cookie" };

    /// <summary>Gets how requests that carry their token in a cookie are protected against cross-site request forgery.</summary>
    public JwtCsrfOptions Csrf { get; } = new();

    /// <summary>Gets where an access token may stand in the URL: for WebSockets, server-sent events and SignalR, whose browser clients cannot send a header.</summary>
    /// <value>Nowhere by default. Only access schemes that read the <c>Authorization</c> header read it.</value>
    public JwtQueryTokenOptions QueryToken { get; } = new();

    /// <summary>Gets or sets how tokens and answers look on the wire, for sharing them with a service in another language.</summary>
    /// <value>
    /// The default value is <see cref="JwtDialect.FastApiJwt"/>. <see cref="JwtDialect.SimpleJwt"/> is for Django, <see cref="JwtDialect.FlaskJwtExtended"/> for Flask;
    /// in configuration their names. The schemes of a set have one dialect.
    /// </value>
    /// <exception cref="ArgumentNullException">It is set to <see langword="null"/>.</exception>
    public JwtDialect Dialect
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = JwtDialect.FastApiJwt;

    /// <summary>Gets or sets the serializer options that turn subjects into JSON and back.</summary>
    /// <value>
    /// By default names as in <see cref="JsonSerializerDefaults.Web"/>, with the type resolvers of the application's
    /// <c>ConfigureHttpJsonOptions</c>. The naming of the application's responses does not change tokens.
    /// </value>
    public JsonSerializerOptions? SubjectSerializerOptions { get; set; }

    /// <summary>Gets or sets whether a 401 or 403 carries a body: problem details (RFC 9457), or what the <see cref="Dialect"/> has.</summary>
    /// <value>
    /// The default value is <see langword="true"/>. With <see langword="false"/> the body stays empty, for
    /// <c>UseStatusCodePagesWithReExecute</c>; status and headers are the same.
    /// </value>
    public bool WriteProblemDetails { get; set; } = true;

    /// <summary>Gets or sets the hooks of this scheme.</summary>
    /// <value>By default an instance that does nothing.</value>
    public new JwtSecurityEvents Events
    {
        get => (JwtSecurityEvents)base.Events!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            base.Events = value;
        }
    }

    /// <summary>The sessions of the set. A scheme made from one that has them has them, too: it would otherwise accept what was revoked.</summary>
    internal SessionSettings? SessionSettings { get; set; }

    /// <summary>What the token endpoints of the set do.</summary>
    internal JwtEndpointOptions EndpointOptions { get; set; } = new();

    /// <summary>Where the refresh cookie is sent unless its path is set.</summary>
    internal RefreshCookiePaths? RefreshCookiePaths { get; set; }

    internal JwtCookieOptions CookieOf(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? AccessCookie : RefreshCookie;

    /// <summary>Copies every option, lists and cookies included, so that the copy can be changed by itself.</summary>
    internal void CopyTo(JwtSchemeOptions target)
    {
        target.SecretKey = SecretKey;
        target.Algorithm = Algorithm;
        target.AllowShortSecretKey = AllowShortSecretKey;
        target.SigningKeys.ReplaceWith(SigningKeys);
        target.Issuer = Issuer;
        target.Audiences.ReplaceWith(Audiences);
        target.AutoError = AutoError;
        target.AccessExpiresDelta = AccessExpiresDelta;
        target.RefreshExpiresDelta = RefreshExpiresDelta;
        target.Leeway = Leeway;
        AccessCookie.CopyTo(target.AccessCookie);
        RefreshCookie.CopyTo(target.RefreshCookie);
        Csrf.CopyTo(target.Csrf);
        QueryToken.CopyTo(target.QueryToken);
        target.Dialect = Dialect;
        target.SubjectSerializerOptions = SubjectSerializerOptions;
        target.WriteProblemDetails = WriteProblemDetails;
        target.Events = Events;
        target.SessionSettings = SessionSettings;
        target.EndpointOptions = EndpointOptions;
        target.RefreshCookiePaths = RefreshCookiePaths;

        // What the base class has.
        target.EventsType = EventsType;
        target.ClaimsIssuer = ClaimsIssuer;
        target.TimeProvider = TimeProvider;
        target.ForwardDefault = ForwardDefault;
        target.ForwardDefaultSelector = ForwardDefaultSelector;
        target.ForwardAuthenticate = ForwardAuthenticate;
        target.ForwardChallenge = ForwardChallenge;
        target.ForwardForbid = ForwardForbid;
        target.ForwardSignIn = ForwardSignIn;
        target.ForwardSignOut = ForwardSignOut;
    }
}
