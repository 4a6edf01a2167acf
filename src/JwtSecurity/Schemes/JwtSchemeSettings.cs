using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace JwtSecurity;

/// <summary>
/// What a scheme works with: a private, validated copy of its options and what follows from them. Immutable; a reload, or a change of a source's keys, makes a new one.
/// </summary>
internal sealed class JwtSchemeSettings
{
    private readonly JwtSchemeEnvironment _environment;
    private readonly TokenCookie? _accessCsrfCookie;
    private readonly TokenCookie? _refreshCsrfCookie;
    private readonly Func<TokenCache?> _createCache;
    private readonly IReadOnlyList<IReadOnlyList<SigningKey>> _keysOfSources;

    private JwtSchemeSettings(
        JwtSchemeKind kind, string? setName, JwtSchemeOptions options, JwtSchemeEnvironment environment, Func<TokenCache?> createCache, SigningKeySources keySources)
    {
        _environment = environment;
        _createCache = createCache;
        _keysOfSources = keySources.Read();
        Kind = kind;
        SetName = setName;
        Name = kind.NameIn(setName);
        Options = options;
        Dialect = options.Dialect;
        Errors = new DialectErrors(options.Dialect, kind, options.CookieOf(kind.TokenType).Name);
        AccessCookie = new TokenCookie(options.AccessCookie);
        RefreshCookie = new TokenCookie(options.RefreshCookie, options.RefreshCookiePaths);
        BrowserOrigin = new BrowserOriginCheck(options.Csrf);
        DoubleSubmit = JwtSecurity.DoubleSubmit.IsOn(options) ? new DoubleSubmit(options.Csrf) : null;
        _accessCsrfCookie = CreateCsrfCookie(options, JwtTokenType.Access);
        _refreshCsrfCookie = CreateCsrfCookie(options, JwtTokenType.Refresh);
        QueryTokens = QueryTokenSource.Create(kind, options.QueryToken);
        SubjectSerializerOptions = WithResolver(options.SubjectSerializerOptions, environment.SubjectSerializerOptions);
        TimeProvider = options.TimeProvider ?? environment.TimeProvider;
        KeySources = keySources;
        OwnKeys = [.. SigningKeysCheck.KeysOf(options)];
        Keys = new SigningKeyRing(OwnKeys, TimeProvider, keySources.IsEmpty ? null : _keysOfSources.SelectMany(keys => keys));
        Cache = createCache();
        Logger = environment.Logger;
        Telemetry = environment.Telemetry;
        HasProblemDetailsService = environment.HasProblemDetailsService;
        ReadCookieName = options.CookieOf(kind.TokenType).Name;
    }

    public JwtSchemeKind Kind { get; }

    public string? SetName { get; }

    public string Name { get; }

    /// <summary>The private copy: nobody else has a reference to it, and nothing changes it.</summary>
    public JwtSchemeOptions Options { get; }

    public JwtDialect Dialect { get; }

    /// <summary>Refusals in the words of the dialect: what leaves the library goes through it, what stays inside does not.</summary>
    public DialectErrors Errors { get; }

    /// <summary>The keys of the options, the oldest first.</summary>
    public IReadOnlyList<SigningKey> OwnKeys { get; }

    /// <summary>The keys of the options and of the sources.</summary>
    public SigningKeyRing Keys { get; }

    /// <summary>Where keys come from that change by themselves. Those there were when these settings were made are in <see cref="Keys"/>.</summary>
    public SigningKeySources KeySources { get; }

    public TokenCookie AccessCookie { get; }

    public TokenCookie RefreshCookie { get; }

    public BrowserOriginCheck BrowserOrigin { get; }

    /// <summary>What is asked of token cookies beside that, where it is switched on.</summary>
    public DoubleSubmit? DoubleSubmit { get; }

    /// <summary>Whether tokens have a <c>csrf</c> claim.</summary>
    public bool WritesCsrf => DoubleSubmit is not null || Dialect.WritesCsrf;

    /// <summary>Where the scheme reads tokens from URLs, if it does.</summary>
    public QueryTokenSource? QueryTokens { get; }

    public JsonSerializerOptions SubjectSerializerOptions { get; }

    public TimeProvider TimeProvider { get; }

    public ILogger Logger { get; }

    public JwtTelemetry Telemetry { get; }

    /// <summary>Whether the application writes problem details by a service of its own.</summary>
    public bool HasProblemDetailsService { get; }

    /// <summary>The access tokens that passed under these settings. There is none for refresh tokens, which are used once, nor where it is switched off.</summary>
    public TokenCache? Cache { get; }

    /// <summary>The cookie this scheme reads its token from, if it reads cookies at all.</summary>
    public string ReadCookieName { get; }

    /// <summary>The sessions its tokens belong to, where the set has them.</summary>
    public SessionSettings? Sessions => Options.SessionSettings;

    /// <summary>Whether <see cref="Keys"/> are made of what the sources have now.</summary>
    public bool HasNewestKeys => KeySources.IsNewest(_keysOfSources);

    public bool Is(JwtSchemeKind kind, string? setName) => ReferenceEquals(Kind, kind) && SetName == setName;

    public TimeSpan ExpiresDelta(JwtTokenType tokenType) =>
        tokenType == JwtTokenType.Access ? Options.AccessExpiresDelta : Options.RefreshExpiresDelta;

    public TokenCookie Cookie(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? AccessCookie : RefreshCookie;

    /// <summary>The readable cookie beside it, where double submit is on.</summary>
    public TokenCookie? CsrfCookie(JwtTokenType tokenType) => tokenType == JwtTokenType.Access ? _accessCsrfCookie : _refreshCsrfCookie;

    /// <summary>Validates and freezes options; <paramref name="options"/> must be a copy that belongs to the callee.</summary>
    /// <exception cref="InvalidOperationException">The options are invalid.</exception>
    public static JwtSchemeSettings Create(JwtSchemeKind kind, string? setName, JwtSchemeOptions options, JwtSchemeEnvironment environment)
    {
        var findings = new StartupFindings();
        var settings = TryCreate(kind, setName, options, environment, findings);
        findings.ThrowIfAny();
        return settings!;
    }

    /// <summary>The same, for one of several: <see langword="null"/> where there are findings.</summary>
    public static JwtSchemeSettings? TryCreate(JwtSchemeKind kind, string? setName, JwtSchemeOptions options, JwtSchemeEnvironment environment, StartupFindings findings, Func<TokenCache?>? createCache = null, SigningKeySources? keySources = null)
    {
        keySources ??= SigningKeySources.None;
        var own = new StartupFindings();
        JwtSchemeOptionsCheck.Check(options, kind.NameIn(setName), keySources, own);

        // Most findings name an option, and each set has one of that name.
        findings.AddAll(own, prefix: setName is null ? "" : $"In the set '{setName}': ");
        return own.IsEmpty ? new JwtSchemeSettings(kind, setName, options, environment, createCache ?? (() => null), keySources) : null;
    }

    /// <summary>The same options, which have been checked, with the keys that the sources have now, and nothing remembered. It cannot fail.</summary>
    public JwtSchemeSettings WithNewestKeys() => new(Kind, SetName, Options, _environment, _createCache, KeySources);

    // Pages anywhere on the site read it, so it goes everywhere.
    private static TokenCookie? CreateCsrfCookie(JwtSchemeOptions options, JwtTokenType tokenType)
    {
        if (!JwtSecurity.DoubleSubmit.IsOn(options))
        {
            return null;
        }

        var cookie = new JwtCookieOptions();
        options.CookieOf(tokenType).CopyTo(cookie);
        cookie.Name = options.Csrf.CookieName(tokenType);
        cookie.Path = "/";
        cookie.HttpOnly = false;
        return new TokenCookie(cookie);
    }

    // Options that name a policy and no resolver mean the names, not that no type is known.
    private static JsonSerializerOptions WithResolver(JsonSerializerOptions? given, JsonSerializerOptions otherwise) =>
        given is null ? otherwise
        : given.TypeInfoResolver is null ? new JsonSerializerOptions(given) { TypeInfoResolver = otherwise.TypeInfoResolver }
        : given;
}
