using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// A security scheme: creates tokens, validates them, and carries them in cookies. The six classes derived from it differ in what
/// they accept, an access or a refresh token, and in where they read it from.
/// </summary>
[SchemeBinding]
public abstract class JwtSecurityScheme
{
    private JwtSchemeSettings _settings;

    private protected JwtSecurityScheme(JwtSchemeKind kind, JwtSchemeOptions options)
        : this(Build(kind, options))
    {
    }

    private protected JwtSecurityScheme(JwtSchemeSettings settings)
    {
        _settings = settings;
        PairedAccess = this;
        PairedRefresh = this;
    }

    /// <summary>Gets the scheme's name, which is also its name as an ASP.NET Core authentication scheme.</summary>
    /// <value>The name of the class; in a named set after the set's name, as <c>admin.JwtAccessBearer</c>.</value>
    public string Name => Settings.Name;

    /// <summary>Gets whether it accepts access or refresh tokens.</summary>
    public JwtTokenType TokenType => Settings.Kind.TokenType;

    /// <summary>Gets whether it reads its token from the <c>Authorization</c> header.</summary>
    public bool ReadsHeader => Settings.Kind.ReadsHeader;

    /// <summary>Gets the name of the cookie it reads its token from.</summary>
    /// <value><see langword="null"/> where it reads none.</value>
    public string? CookieName => Settings is { Kind.ReadsCookie: true } settings ? settings.ReadCookieName : null;

    /// <summary>Gets the header that repeats the CSRF token of that cookie in unsafe requests.</summary>
    /// <value><see langword="null"/> where it reads no cookie, or <see cref="JwtCsrfOptions.DoubleSubmit"/> is off.</value>
    public string? CsrfHeaderName => Settings is { Kind.ReadsCookie: true, DoubleSubmit: not null } settings ? settings.Options.Csrf.HeaderName : null;

    /// <summary>Gets whether the scheme's set has sessions, so that its refresh tokens come from <see cref="JwtSessions"/> alone.</summary>
    /// <value><see langword="true"/> after <c>AddSessions()</c>: <c>CreateRefreshToken</c> and <c>CreateTokenPair</c> throw then.</value>
    public bool HasSessions => Settings.Sessions is not null;

    /// <summary>What the scheme works with now. A reload of configuration replaces it whole, so read it once for each piece of work.</summary>
    internal JwtSchemeSettings Settings => Volatile.Read(ref _settings);

    /// <summary>The scheme that makes the access token of a pair: in a set, the one that accepts it.</summary>
    internal JwtSecurityScheme PairedAccess { get; set; }

    /// <summary>The scheme that makes the refresh token of a pair: in a set, the one that accepts it.</summary>
    internal JwtSecurityScheme PairedRefresh { get; set; }

    /// <summary>Creates an access token.</summary>
    /// <param name="subject">Whom it is for: anything that serializes to a JSON object, or a <see cref="System.Text.Json.JsonElement"/> that is one.</param>
    /// <param name="expiresDelta">How long it is accepted, positive; by default <see cref="JwtSchemeOptions.AccessExpiresDelta"/>.</param>
    /// <param name="uniqueIdentifier">Its <c>jti</c>; by default a new random UUID.</param>
    /// <param name="details">What else it carries.</param>
    /// <returns>The token, in compact form (RFC 7515, section 7.1).</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is no JSON object, nests deeper than 63 levels, or makes the token larger than 16 KiB; <paramref name="uniqueIdentifier"/> is empty or white space; a claim or a header member in <paramref name="details"/> is reserved, or <see cref="JwtTokenDetails.NotBefore"/> after the token's end;
    /// where the dialect makes the subject's members claims, one of them is reserved or comes twice, or the one that names the user is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expiresDelta"/> is zero, negative, or longer than a century.</exception>
    /// <exception cref="InvalidOperationException">No key of the scheme can sign now; or a trimmed application has no type information for <paramref name="subject"/>. The message names the cures.</exception>
    /// <example>
    /// <code>
    /// var token = access.CreateAccessToken(new { username = "ada", role = "admin" }, expiresDelta: TimeSpan.FromMinutes(5));
    /// </code>
    /// </example>
    public string CreateAccessToken(object subject, TimeSpan? expiresDelta = null, string? uniqueIdentifier = null, JwtTokenDetails? details = null) =>
        Create(JwtTokenType.Access, subject, expiresDelta, uniqueIdentifier, details);

    /// <summary>Creates an access token for a subject with the type information given, whose names count; for trimmed applications.</summary>
    /// <typeparam name="T">The subject's type.</typeparam>
    /// <param name="subject">Whom it is for: anything that serializes to a JSON object.</param>
    /// <param name="jsonTypeInfo">The type information, from a source-generated context.</param>
    /// <param name="expiresDelta">How long it is accepted, positive; by default <see cref="JwtSchemeOptions.AccessExpiresDelta"/>.</param>
    /// <param name="uniqueIdentifier">Its <c>jti</c>; by default a new random UUID.</param>
    /// <param name="details">What else it carries.</param>
    /// <returns>The token, in compact form.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> or <paramref name="jsonTypeInfo"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">As for the other overload.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expiresDelta"/> is zero, negative, or longer than a century.</exception>
    /// <exception cref="InvalidOperationException">No key of the scheme can sign now.</exception>
    public string CreateAccessToken<T>(T subject, JsonTypeInfo<T> jsonTypeInfo, TimeSpan? expiresDelta = null, string? uniqueIdentifier = null, JwtTokenDetails? details = null) =>
        Create(JwtTokenType.Access, subject, jsonTypeInfo, expiresDelta, uniqueIdentifier, details);

    /// <summary>Creates a refresh token.</summary>
    /// <param name="subject">Whom it is for: anything that serializes to a JSON object, or a <see cref="System.Text.Json.JsonElement"/> that is one.</param>
    /// <param name="expiresDelta">How long it is accepted, positive; by default <see cref="JwtSchemeOptions.RefreshExpiresDelta"/>.</param>
    /// <param name="uniqueIdentifier">Its <c>jti</c>; by default a new random UUID.</param>
    /// <param name="details">What else it carries.</param>
    /// <returns>The token, in compact form (RFC 7515, section 7.1).</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is no JSON object, nests deeper than 63 levels, or makes the token larger than 16 KiB; <paramref name="uniqueIdentifier"/> is empty or white space; a claim or a header member in <paramref name="details"/> is reserved, or <see cref="JwtTokenDetails.NotBefore"/> after the token's end;
    /// where the dialect makes the subject's members claims, one of them is reserved or comes twice, or the one that names the user is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expiresDelta"/> is zero, negative, or longer than a century.</exception>
    /// <exception cref="InvalidOperationException">The set has sessions, see <see cref="JwtSessions.StartAsync(object, JwtSessionDetails?, CancellationToken)"/>; no key of the scheme can sign now; or a trimmed application has no type information for <paramref name="subject"/>. The message names the cures.</exception>
    public string CreateRefreshToken(object subject, TimeSpan? expiresDelta = null, string? uniqueIdentifier = null, JwtTokenDetails? details = null) =>
        Create(JwtTokenType.Refresh, subject, expiresDelta, uniqueIdentifier, details);

    /// <summary>Creates a refresh token for a subject with the type information given, whose names count; for trimmed applications.</summary>
    /// <typeparam name="T">The subject's type.</typeparam>
    /// <param name="subject">Whom it is for: anything that serializes to a JSON object.</param>
    /// <param name="jsonTypeInfo">The type information, from a source-generated context.</param>
    /// <param name="expiresDelta">How long it is accepted, positive; by default <see cref="JwtSchemeOptions.RefreshExpiresDelta"/>.</param>
    /// <param name="uniqueIdentifier">Its <c>jti</c>; by default a new random UUID.</param>
    /// <param name="details">What else it carries.</param>
    /// <returns>The token, in compact form.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> or <paramref name="jsonTypeInfo"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">As for the other overload.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expiresDelta"/> is zero, negative, or longer than a century.</exception>
    /// <exception cref="InvalidOperationException">The set has sessions, or no key of the scheme can sign now.</exception>
    public string CreateRefreshToken<T>(T subject, JsonTypeInfo<T> jsonTypeInfo, TimeSpan? expiresDelta = null, string? uniqueIdentifier = null, JwtTokenDetails? details = null) =>
        Create(JwtTokenType.Refresh, subject, jsonTypeInfo, expiresDelta, uniqueIdentifier, details);

    /// <summary>Creates an access and a refresh token for one subject.</summary>
    /// <param name="subject">Whom they are for: anything that serializes to a JSON object, or a <see cref="System.Text.Json.JsonElement"/> that is one.</param>
    /// <param name="accessExpiresDelta">How long the access token is accepted; by default as the set's access scheme has it.</param>
    /// <param name="refreshExpiresDelta">How long the refresh token is accepted; by default as the set's refresh scheme has it.</param>
    /// <param name="details">What else both carry.</param>
    /// <returns>The pair, with <see cref="TokenPair.ExpiresIn"/> set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">As for <see cref="CreateAccessToken(object, TimeSpan?, string?, JwtTokenDetails?)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the durations is zero, negative, or longer than a century.</exception>
    /// <exception cref="InvalidOperationException">The set has sessions, see <see cref="JwtSessions.StartAsync(object, JwtSessionDetails?, CancellationToken)"/>; no key of the scheme can sign now; or a trimmed application has no type information for <paramref name="subject"/>. The message names the cures.</exception>
    public TokenPair CreateTokenPair(object subject, TimeSpan? accessExpiresDelta = null, TimeSpan? refreshExpiresDelta = null, JwtTokenDetails? details = null) =>
        CreatePair(
            accessExpiresDelta,
            PairedAccess.CreateAccessToken(subject, accessExpiresDelta, details: details),
            PairedRefresh.CreateRefreshToken(subject, refreshExpiresDelta, details: details));

    /// <summary>Creates an access and a refresh token for a subject with the type information given, whose names count; for trimmed applications.</summary>
    /// <typeparam name="T">The subject's type.</typeparam>
    /// <param name="subject">Whom they are for: anything that serializes to a JSON object.</param>
    /// <param name="jsonTypeInfo">The type information, from a source-generated context.</param>
    /// <param name="accessExpiresDelta">How long the access token is accepted; by default as the set's access scheme has it.</param>
    /// <param name="refreshExpiresDelta">How long the refresh token is accepted; by default as the set's refresh scheme has it.</param>
    /// <param name="details">What else both carry.</param>
    /// <returns>The pair, with <see cref="TokenPair.ExpiresIn"/> set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> or <paramref name="jsonTypeInfo"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">As for the other overload.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the durations is zero, negative, or longer than a century.</exception>
    /// <exception cref="InvalidOperationException">The set has sessions, or no key of the scheme can sign now.</exception>
    public TokenPair CreateTokenPair<T>(T subject, JsonTypeInfo<T> jsonTypeInfo, TimeSpan? accessExpiresDelta = null, TimeSpan? refreshExpiresDelta = null, JwtTokenDetails? details = null) =>
        CreatePair(
            accessExpiresDelta,
            PairedAccess.CreateAccessToken(subject, jsonTypeInfo, accessExpiresDelta, details: details),
            PairedRefresh.CreateRefreshToken(subject, jsonTypeInfo, refreshExpiresDelta, details: details));

    /// <summary>Validates a token that did not come with a request: from a message, a file, a test.</summary>
    /// <param name="token">The token, in compact form. Anything else is an error in the result, never an exception.</param>
    /// <param name="cancellationToken">Cancels what has to be waited for.</param>
    /// <returns>The credentials, or why there are none. There is no request, so no hook of requests is called and no origin is checked. With sessions, the store is asked about a refresh token as in a request.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is <see langword="null"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> is cancelled.</exception>
    public ValueTask<JwtValidationResult> ValidateAsync(string token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        cancellationToken.ThrowIfCancellationRequested();
        var settings = Settings;
        var error = JwtValidator.Validate(token, settings, out var validated);
        return settings.KeySources.MayMend(error)
            ? ValidateWithNewKeyAsync(token, settings.KeySources.FindKeyOfAsync(token, cancellationToken), cancellationToken)
            : ConcludeAsync(error, validated, settings, cancellationToken);
    }

    /// <summary>Sets the access cookie, for as long as the token is accepted.</summary>
    /// <param name="response">The response, not yet started.</param>
    /// <param name="accessToken">An access token of this scheme's set.</param>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> or <paramref name="accessToken"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="accessToken"/> is none that this scheme could have created.</exception>
    /// <exception cref="InvalidOperationException">The cookie would be larger than the 4096 bytes that browsers store.</exception>
    /// <exception cref="BadHttpRequestException">
    /// Another site caused the request, and would log its user in as somebody else. The endpoint answers 403 with the code <c>csrf_failed</c>;
    /// do not catch it.
    /// </exception>
    public void SetAccessCookie(HttpResponse response, string accessToken) => SetCookie(response, JwtTokenType.Access, accessToken);

    /// <summary>Sets the refresh cookie, for as long as the token is accepted.</summary>
    /// <param name="response">The response, not yet started.</param>
    /// <param name="refreshToken">A refresh token of this scheme's set.</param>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> or <paramref name="refreshToken"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="refreshToken"/> is none that this scheme could have created.</exception>
    /// <exception cref="InvalidOperationException">The cookie would be larger than the 4096 bytes that browsers store.</exception>
    /// <exception cref="BadHttpRequestException">As for <see cref="SetAccessCookie"/>.</exception>
    public void SetRefreshCookie(HttpResponse response, string refreshToken) => SetCookie(response, JwtTokenType.Refresh, refreshToken);

    /// <summary>Makes the browser drop the access cookie.</summary>
    /// <param name="response">The response, not yet started.</param>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public void UnsetAccessCookie(HttpResponse response) => UnsetCookie(response, JwtTokenType.Access);

    /// <summary>Makes the browser drop the refresh cookie.</summary>
    /// <param name="response">The response, not yet started.</param>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public void UnsetRefreshCookie(HttpResponse response) => UnsetCookie(response, JwtTokenType.Refresh);

    internal void Replace(JwtSchemeSettings settings) => Volatile.Write(ref _settings, settings);

    private protected static JwtSchemeOptions CopyOptions(JwtSecurityScheme other, Action<JwtSchemeOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(other);
        var options = new JwtSchemeOptions();
        var settings = other.Settings;
        settings.Options.CopyTo(options);

        // What the other one has from the application's services, this one keeps.
        options.TimeProvider ??= settings.TimeProvider;
        options.SubjectSerializerOptions = settings.SubjectSerializerOptions;
        configure?.Invoke(options);
        ThrowIfKeysStayBehind(settings, options);
        return options;
    }

    private static async ValueTask<JwtValidationResult> CheckSessionAsync(ValidatedToken token, JwtSchemeSettings settings, SessionSettings sessions, CancellationToken cancellationToken)
    {
        var verdict = await SessionCheck.CheckAsync(token, settings, sessions, cancellationToken);
        return verdict.Error is null
            ? new JwtValidationResult(new JwtAuthorizationCredentials(token, settings) { Reading = verdict.Reading })
            : new JwtValidationResult(settings.Errors.Of(verdict.Error));
    }

    // A copy made by hand is in no set, and nobody would tell it that a key is gone.
    private static void ThrowIfKeysStayBehind(JwtSchemeSettings settings, JwtSchemeOptions options)
    {
        if (!settings.KeySources.IsEmpty && string.IsNullOrEmpty(options.SecretKey) && options.SigningKeys.Count == 0)
        {
            throw new InvalidOperationException($"There is no key. Those of {settings.Name} come from AddSigningKeySource or AddJwks, and are not copied: the copy would keep those that are removed there. "
                + $"Set SecretKey or add to {nameof(options.SigningKeys)} in the delegate, or add a scheme to the set instead.");
        }
    }

    private static JwtSchemeSettings Build(JwtSchemeKind kind, JwtSchemeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var copy = new JwtSchemeOptions();
        options.CopyTo(copy);
        return JwtSchemeSettings.Create(kind, setName: null, copy, JwtSchemeEnvironment.ByHand);
    }

    private static ValueTask<JwtValidationResult> ConcludeAsync(JwtValidationError? error, ValidatedToken? validated, JwtSchemeSettings settings, CancellationToken cancellationToken) =>
        error is not null ? new(new JwtValidationResult(settings.Errors.Of(error)))
        : settings.Sessions is { } sessions ? CheckSessionAsync(validated!, settings, sessions, cancellationToken)
        : new(new JwtValidationResult(new JwtAuthorizationCredentials(validated!, settings)));

    private async ValueTask<JwtValidationResult> ValidateWithNewKeyAsync(string token, ValueTask lookingForKey, CancellationToken cancellationToken)
    {
        await lookingForKey;
        var settings = Settings;
        var error = JwtValidator.Validate(token, settings, out var validated);
        return await ConcludeAsync(error, validated, settings, cancellationToken);
    }

    private string Create(JwtTokenType tokenType, object subject, TimeSpan? expiresDelta, string? uniqueIdentifier, JwtTokenDetails? details)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ThrowIfOfSession(tokenType);
        return JwtIssuer.Create(Settings, tokenType, subject, new JwtTokenTerms(expiresDelta, uniqueIdentifier, details));
    }

    private string Create<T>(JwtTokenType tokenType, T subject, JsonTypeInfo<T> jsonTypeInfo, TimeSpan? expiresDelta, string? uniqueIdentifier, JwtTokenDetails? details)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        ThrowIfOfSession(tokenType);
        return JwtIssuer.Create(Settings, tokenType, subject, jsonTypeInfo, new JwtTokenTerms(expiresDelta, uniqueIdentifier, details));
    }

    // Creating is synchronous and does no I/O, and a session begins in its store.
    private void ThrowIfOfSession(JwtTokenType tokenType)
    {
        if (tokenType == JwtTokenType.Refresh && HasSessions)
        {
            throw new InvalidOperationException($"{Name} has sessions, and a refresh token that its store does not know would be refused. "
                + $"Call {nameof(JwtSessions)}.{nameof(JwtSessions.StartAsync)} at a login, and {nameof(JwtSessions.RefreshAsync)} to renew its tokens.");
        }
    }

    private TokenPair CreatePair(TimeSpan? accessExpiresDelta, string accessToken, string refreshToken) =>
        new(accessToken, refreshToken)
        {
            ExpiresIn = NumericDate.WholeSeconds(accessExpiresDelta ?? PairedAccess.Settings.Options.AccessExpiresDelta),
            Fields = Settings.Dialect.Fields,
        };

    private void SetCookie(HttpResponse response, JwtTokenType tokenType, string token)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(token);
        var settings = Settings;

        // Login CSRF: a form on another site that logs its visitor in under the attacker's name.
        if (!settings.BrowserOrigin.AllowsSettingCookie(response.HttpContext.Request))
        {
            settings.Logger.CrossSiteCookieRefused(settings.Name);
            throw new JwtRefusalException(JwtErrors.CsrfFailed, this);
        }

        if (!OwnToken.TryRead(token, settings, out var payload, out var csrf))
        {
            throw new ArgumentException("This is no token that the scheme could have created.", nameof(token));
        }

        // A refresh token in the access cookie would go along with every request, and none would accept it.
        if (payload.Type != tokenType)
        {
            throw new ArgumentException($"This is a token of another type, and the cookie is for '{settings.Dialect.TypeValue(tokenType)}'. Access and refresh tokens have a method each.", nameof(token));
        }

        var expiresAt = NumericDate.ToDateTimeOffset(payload.ExpiresAt);
        var maxAge = expiresAt - NumericDate.ToDateTimeOffset(settings.TimeProvider.GetUtcNow().ToUnixTimeSeconds());
        settings.Cookie(tokenType).Set(response, token, expiresAt, maxAge);
        settings.CsrfCookie(tokenType)?.Set(response, csrf!, expiresAt, maxAge);
    }

    private void UnsetCookie(HttpResponse response, JwtTokenType tokenType)
    {
        ArgumentNullException.ThrowIfNull(response);
        var settings = Settings;
        settings.Cookie(tokenType).Unset(response);
        settings.CsrfCookie(tokenType)?.Unset(response);
    }
}
