using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtSecurity;

/// <summary>
/// The sessions of a set of schemes: a login starts one, a refresh renews its tokens, a logout ends it. <c>AddSessions()</c> switches them on.
/// </summary>
/// <remarks>
/// <para>A singleton; of a named set with <c>[FromKeyedServices("name")]</c>. Safe for concurrent use.</para>
/// <para>Where a store cannot answer, every method but <see cref="RefreshAsync"/> throws a <see cref="BadHttpRequestException"/> with the status 503. An endpoint that takes this
/// class as a parameter answers it as a guard would, with problem details and the code <c>sessions_unavailable</c>; so do controllers and <c>UseExceptionHandler</c>. After a 503 the write may have taken place or not; to repeat
/// it does no harm. What a method writes is not cancelled any more once the
/// store was asked to write it, whatever becomes of the client.</para>
/// </remarks>
/// <example>
/// <code>
/// app.MapPost("/login", (JwtSessions sessions) => sessions.StartAsync(new { username = "ada" }));
///
/// app.MapPost("/refresh", async ([Security&lt;JwtRefreshBearer&gt;] JwtAuthorizationCredentials credentials, JwtSessions sessions, CancellationToken cancellationToken) =>
/// {
///     var result = await sessions.RefreshAsync(credentials, cancellationToken);
///     return result.Succeeded ? Results.Ok(result.Pair) : result.Error.ToResult();
/// });
///
/// app.MapPost("/logout", ([Security&lt;JwtAccessBearer&gt;] JwtAuthorizationCredentials credentials, JwtSessions sessions) => sessions.RevokeAsync(credentials));
/// </code>
/// </example>
[SchemeBinding]
public sealed class JwtSessions : IEndpointParameterMetadataProvider
{
    private readonly SessionTokens _tokens;

    internal JwtSessions(SessionTokens tokens) => _tokens = tokens;

    private JwtSecurityScheme Scheme => _tokens.RefreshScheme;

    private SessionSettings Settings => _tokens.RefreshScheme.Settings.Sessions!;

    /// <summary>Starts a session, for somebody who has just proved who they are.</summary>
    /// <param name="subject">Whom it is for: anything that serializes to a JSON object, or a <see cref="JsonElement"/> that is one.</param>
    /// <param name="details">What is known of the login, and what its tokens carry.</param>
    /// <param name="cancellationToken">Cancels the call before anything is written.</param>
    /// <returns>The session's first tokens.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="subject"/> is no JSON object, or does not say whose session it is and neither does <see cref="JwtSessionDetails.SubjectKey"/>; a token would be too large; a claim is reserved; the details say of tokens what a session does not keep.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="JwtSessionDetails.AbsoluteLifetime"/> is zero, negative, or longer than a century.</exception>
    /// <exception cref="InvalidOperationException">A cookie of the set would not take a token; a trimmed application has no type information for <paramref name="subject"/>.</exception>
    /// <exception cref="BadHttpRequestException">
    /// 403: the subject has all the sessions it may have, and <see cref="JwtSessionOptions.LimitPolicy"/> refuses more. 503: the store does not answer. The endpoint answers either by itself; do not catch it.
    /// </exception>
    public ValueTask<TokenPair> StartAsync(object subject, JwtSessionDetails? details = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return StartAsync(SubjectSerializer.ToElement(subject, Scheme.Settings.SubjectSerializerOptions, nameof(subject)), details ?? new JwtSessionDetails(), cancellationToken);
    }

    /// <summary>Starts a session for a subject with the type information given, whose names count; for trimmed applications.</summary>
    /// <typeparam name="T">The subject's type.</typeparam>
    /// <param name="subject">Whom it is for: anything that serializes to a JSON object.</param>
    /// <param name="jsonTypeInfo">The type information, from a source-generated context.</param>
    /// <param name="details">What is known of the login, and what its tokens carry.</param>
    /// <param name="cancellationToken">Cancels the call before anything is written.</param>
    /// <returns>The session's first tokens.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="subject"/> or <paramref name="jsonTypeInfo"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">As for the other overload.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="JwtSessionDetails.AbsoluteLifetime"/> is zero, negative, or longer than a century.</exception>
    /// <exception cref="InvalidOperationException">A cookie of the set would not take a token.</exception>
    /// <exception cref="BadHttpRequestException">As for the other overload.</exception>
    public ValueTask<TokenPair> StartAsync<T>(T subject, JsonTypeInfo<T> jsonTypeInfo, JwtSessionDetails? details = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        return StartAsync(SubjectSerializer.ToElement(subject, jsonTypeInfo, nameof(subject)), details ?? new JwtSessionDetails(), cancellationToken);
    }

    /// <summary>Renews a session's tokens.</summary>
    /// <param name="refreshCredentials">What a refresh scheme of this set made of the refresh token.</param>
    /// <param name="cancellationToken">Cancels the call before the new tokens are committed; afterwards it changes nothing.</param>
    /// <returns>
    /// New tokens. Within <see cref="JwtSessionOptions.GracePeriod"/> the refresh token is the one that was given before; a lost answer or a second tab logs nobody out. Otherwise why there
    /// are none, which <see cref="JwtValidationError.ToResult"/> answers: 401 where the session is over, 503 where the store does not answer, when the tokens may have been replaced or not: a client that tries again soon is given the right ones.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="refreshCredentials"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="refreshCredentials"/> is from an access token, or from another set.</exception>
    /// <exception cref="InvalidOperationException">A cookie of the set would not take a token; nothing was committed.</exception>
    public async ValueTask<JwtRefreshResult> RefreshAsync(JwtAuthorizationCredentials refreshCredentials, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(refreshCredentials);
        ThrowIfForeign(refreshCredentials, nameof(refreshCredentials));
        if (refreshCredentials.TokenType != JwtTokenType.Refresh)
        {
            throw new ArgumentException("These are the credentials of an access token. Secure the endpoint with a refresh scheme, such as [Security<JwtRefreshBearer>].", nameof(refreshCredentials));
        }

        var result = await RenewAsync(refreshCredentials, cancellationToken);
        return result.Error is { } error ? new JwtRefreshResult(Scheme.Settings.Errors.Of(error)) : result;
    }

    /// <summary>Ends a session: its refresh token is refused, and its access tokens are, here at once and elsewhere within <see cref="JwtSessionOptions.RevocationPollInterval"/>.</summary>
    /// <param name="sessionId">The session, as <see cref="JwtAuthorizationCredentials.SessionId"/> or <see cref="JwtSession.SessionId"/> has it. One that there is not, or that has ended, is no error.</param>
    /// <param name="cancellationToken">Cancels the call before anything is written.</param>
    /// <returns>A task that ends when the session has.</returns>
    /// <remarks>It does not ask whose session it is. Where the identifier comes from a request, see first whether <see cref="ListAsync"/> lists it.</remarks>
    /// <exception cref="ArgumentException"><paramref name="sessionId"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="BadHttpRequestException">503: the store does not answer.</exception>
    public async ValueTask RevokeAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        cancellationToken.ThrowIfCancellationRequested();
        var settings = Settings;
        if (SessionIds.CanBe(sessionId)
            && await AskAsync(settings, store => store.RevokeAsync(settings.SetName, sessionId, JwtSessionEndReason.Revoked, CancellationToken.None), CancellationToken.None) is { } session)
        {
            await SessionEvents.EndedAsync(session, Scheme.Settings, settings);
        }
    }

    /// <summary>Logs out: ends the session that credentials belong to, and takes back by itself an access token that belongs to none, made by <c>CreateAccessToken</c>.</summary>
    /// <param name="credentials">The credentials, of a scheme of this set.</param>
    /// <param name="cancellationToken">Cancels the call before anything is written.</param>
    /// <returns>A task that ends when the session has.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credentials"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="credentials"/> is from another set.</exception>
    /// <exception cref="BadHttpRequestException">503: the store does not answer.</exception>
    public ValueTask RevokeAsync(JwtAuthorizationCredentials credentials, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ThrowIfForeign(credentials, nameof(credentials));
        return credentials.SessionId is { } sessionId ? RevokeAsync(sessionId, cancellationToken) : RevokeTokenAsync(credentials, cancellationToken);
    }

    /// <summary>Takes a token back. An access token alone, while its session goes on; with a refresh token its session and all that belongs to it (RFC 7009, section 2.1).</summary>
    /// <param name="credentials">The credentials in the token, of a scheme of this set.</param>
    /// <param name="cancellationToken">Cancels the call before anything is written.</param>
    /// <returns>A task that ends when the token is revoked.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credentials"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="credentials"/> is from another set.</exception>
    /// <exception cref="BadHttpRequestException">503: the store does not answer.</exception>
    public ValueTask RevokeTokenAsync(JwtAuthorizationCredentials credentials, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ThrowIfForeign(credentials, nameof(credentials));
        return credentials.TokenType == JwtTokenType.Refresh
            ? RevokeAsync(credentials.SessionId ?? SessionIds.ForAdopted(credentials.Jti), cancellationToken)
            : RevokeAccessTokenAsync(credentials, cancellationToken);
    }

    /// <summary>Ends every session of a subject, "log out everywhere", a closed account; or every one but one, "log out my other devices", a changed password.</summary>
    /// <param name="subjectKey">Whose: the value of <see cref="JwtSessionOptions.SubjectKeyMember"/>, or what <see cref="JwtSessionDetails.SubjectKey"/> was.</param>
    /// <param name="exceptSessionId">
    /// The session that goes on, as <see cref="JwtAuthorizationCredentials.SessionId"/> or <see cref="JwtSession.SessionId"/> has it. With <see langword="null"/>, the default, or one that is not the subject's, all end.
    /// </param>
    /// <param name="cancellationToken">Cancels the call before anything is written.</param>
    /// <returns>A task that ends when the sessions have.</returns>
    /// <remarks>
    /// Access tokens that belong to no session, made by <c>CreateAccessToken</c>, are not among them; nor are refresh tokens from before there were sessions that nobody has used since, as long as
    /// <see cref="JwtSessionOptions.AdoptTokensWithoutSession"/> takes them in. Where one may have been stolen, reject it in <see cref="JwtSecurityEvents.OnSessionRefreshing"/>, which is asked before it is renewed:
    /// <see cref="JwtSession.CreatedAt"/> of its session is when the token was issued, and so before the password was changed.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="subjectKey"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="BadHttpRequestException">503: the store does not answer.</exception>
    public async ValueTask RevokeAllAsync(string subjectKey, string? exceptSessionId = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subjectKey);
        cancellationToken.ThrowIfCancellationRequested();
        if (!SubjectKeys.CanBe(subjectKey))
        {
            return;
        }

        var settings = Settings;
        var except = exceptSessionId is not null && SessionIds.CanBe(exceptSessionId) ? exceptSessionId : null;
        var revoked = await AskAsync(
            settings, store => store.RevokeAllAsync(settings.SetName, subjectKey, except, JwtSessionEndReason.Revoked, CancellationToken.None), CancellationToken.None);
        await SessionEvents.EndedAsync(revoked, Scheme.Settings, settings);
    }

    /// <summary>Lists the sessions of a subject that can still be renewed, those used last first. They are read while they are enumerated.</summary>
    /// <param name="subjectKey">Whose.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The sessions.</returns>
    /// <exception cref="ArgumentException"><paramref name="subjectKey"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="BadHttpRequestException">503, while it is enumerated: the store does not answer.</exception>
    public IAsyncEnumerable<JwtSession> ListAsync(string subjectKey, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subjectKey);
        return ReadAsync(Settings, subjectKey, cancellationToken);
    }

    /// <summary>Renews the tokens of credentials that are a refresh token of this set. Errors are not in the words of the dialect yet.</summary>
    internal async ValueTask<JwtRefreshResult> RenewAsync(JwtAuthorizationCredentials refreshCredentials, CancellationToken cancellationToken)
    {
        var settings = Scheme.Settings;
        var begun = settings.TimeProvider.GetTimestamp();
        using var activity = JwtTelemetry.StartRefresh(settings.Name);
        JwtRefreshResult result;
        try
        {
            result = refreshCredentials.HasExpired
                ? new JwtRefreshResult(JwtErrors.TokenExpired)
                : await SessionRefresh.RunAsync(refreshCredentials, _tokens, Settings, cancellationToken);
        }
        catch (Exception exception)
        {
            Record(JwtTelemetry.Fail(activity, exception));
            throw;
        }

        if (result.Error is { } error)
        {
            JwtTelemetry.Fail(activity, error.Code);
        }

        Record(result.Outcome);
        return result;

        void Record(string outcome) => settings.Telemetry.SessionRefreshed(settings.Name, outcome, settings.TimeProvider.GetElapsedTime(begun));
    }

    /// <summary>A session that can still be renewed.</summary>
    /// <exception cref="BadHttpRequestException">503: the store does not answer.</exception>
    internal async ValueTask<JwtStoredSession?> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        var settings = Settings;
        var reading = await AskAsync(settings, store => store.FindAsync(settings.SetName, sessionId, cancellationToken), cancellationToken);
        return reading.Session is { } session && session.IsLive(reading.Now) ? session : null;
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        SessionsParameter.Declare(parameter, builder);

    private async ValueTask<TokenPair> StartAsync(JsonElement subject, JwtSessionDetails details, CancellationToken cancellationToken)
    {
        var settings = Settings;
        var now = await AskAsync(settings, store => store.GetUtcNowAsync(cancellationToken), cancellationToken);
        var (session, pair) = _tokens.Begin(subject, details, settings, now);

        // The commit comes last. What has begun is finished: a client that goes away in between has a session that nobody knows of, and no harm done.
        cancellationToken.ThrowIfCancellationRequested();
        var creation = await AskAsync(settings, store => store.CreateAsync(session, settings.Limit, CancellationToken.None), CancellationToken.None);
        if (creation.Status == JwtSessionCreationStatus.LimitReached)
        {
            throw new JwtRefusalException(JwtErrors.SessionLimitReached, Scheme);
        }

        SessionEvents.Refuse(creation.Ended, settings);
        await SessionEvents.StartedAsync(session, Scheme.Settings, settings);
        await SessionEvents.EndedAsync(creation.Ended, Scheme.Settings, settings);

        return pair;
    }

    private async ValueTask RevokeAccessTokenAsync(JwtAuthorizationCredentials credentials, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var settings = Settings;
        var (jti, endsAt) = (SessionIds.Bounded(credentials.Jti), SessionTimes.EndOfAccessToken(credentials.ExpiresAt));
        await AskAsync(settings, async store =>
        {
            await store.RevokeTokenAsync(settings.SetName, jti, endsAt, CancellationToken.None);
            return true;
        }, CancellationToken.None);
        settings.Revocations.Add(new JwtRevocation(settings.SetName, JwtRevocationKind.Token, jti, endsAt));
    }

    private async IAsyncEnumerable<JwtSession> ReadAsync(SessionSettings settings, string subjectKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!SubjectKeys.CanBe(subjectKey))
        {
            yield break;
        }

        await using var sessions = settings.Store.ListAsync(settings.SetName, subjectKey, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await AskAsync(settings, _ => sessions.MoveNextAsync(), cancellationToken))
        {
            yield return new JwtSession(sessions.Current);
        }
    }

    private async ValueTask<T> AskAsync<T>(SessionSettings settings, Func<JwtSessionStore, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(settings.Store);
        }
        catch (Exception exception) when (settings.IsStoreFailure(exception, cancellationToken))
        {
            throw new JwtRefusalException(JwtErrors.SessionsUnavailable, Scheme, exception);
        }
    }

    private void ThrowIfForeign(JwtAuthorizationCredentials credentials, string parameterName)
    {
        if (credentials.SetName != Scheme.Settings.SetName)
        {
            throw new ArgumentException($"These are the credentials of {credentials.SchemeName}, which is of another set. Take the {nameof(JwtSessions)} of that set.", parameterName);
        }
    }
}
