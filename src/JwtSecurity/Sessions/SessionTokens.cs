using System.Text.Json;

namespace JwtSecurity;

/// <summary>
/// Makes the tokens of sessions: of a new one, of one that goes on, and once more what was made before. No I/O; nothing is committed here.
/// </summary>
internal sealed class SessionTokens(JwtSecurityScheme refreshScheme, IReadOnlyList<JwtSecurityScheme> schemes)
{
    private const int MaximumClient = 256;
    private const int MaximumAddress = 64;

    /// <summary>The scheme that makes the set's refresh tokens, and whose hooks count.</summary>
    public JwtSecurityScheme RefreshScheme => refreshScheme;

    private JwtSecurityScheme AccessScheme => refreshScheme.PairedAccess;

    /// <summary>A new session and its first tokens.</summary>
    public (JwtStoredSession Session, TokenPair Pair) Begin(JsonElement subject, JwtSessionDetails details, SessionSettings sessions, DateTimeOffset now)
    {
        var expiresAt = SessionTimes.AbsoluteExpiry(now, details.AbsoluteLifetime ?? sessions.Options.AbsoluteLifetime);
        var sessionId = SessionIds.Create();
        var subjectKey = details.SubjectKey ?? SubjectKeys.FindOrThrow(subject, sessions.Options.SubjectKeyMember);
        if (!SubjectKeys.CanBe(subjectKey))
        {
            throw new ArgumentException($"{nameof(JwtSessionDetails.SubjectKey)} has {subjectKey.Length} characters, and may have 1 to {SubjectKeys.MaximumLength}, without NUL and half surrogates.", nameof(details));
        }

        if (details.TokenDetails is { Header: not null } or { NotBefore: not null })
        {
            throw new ArgumentException(
                $"{nameof(JwtSessionDetails.TokenDetails)} has a {nameof(JwtTokenDetails.Header)} or a {nameof(JwtTokenDetails.NotBefore)}, which a session does not keep: leave them out. Its tokens can have {nameof(JwtTokenDetails.Claims)}.", nameof(details));
        }

        var token = CreateRefreshToken(subject.GetRawText(), KeptClaims(details.TokenDetails, refreshScheme.Settings), expiresAt)
            ?? throw new ArgumentOutOfRangeException(nameof(details), "The session would have ended before it began: the clocks of the store and of this process differ by more than its lifetime.");
        var access = CreateAccessToken(sessionId, subject, token.Claims, expiresAt, details.TokenDetails?.Fresh ?? (AccessScheme.Settings.Dialect.WritesFresh ? true : null));
        var pair = CreatePair(access, WriteRefreshToken(sessionId, token), token);
        var session = new JwtStoredSession
        {
            SetName = sessions.SetName,
            SessionId = sessionId,
            SubjectKey = subjectKey,
            Current = token,
            RotatedAt = now,
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = expiresAt,
            AccessTokensEndAt = SessionTimes.EndOfAccessToken(access.ExpiresAt) + sessions.Options.GracePeriod,
            Client = Cut(details.Client, MaximumClient),
            Address = Cut(details.Address, MaximumAddress),
        };
        return (session, pair);
    }

    /// <summary>The tokens that follow, for a subject that may have changed; <see langword="null"/> where the session ends before they would begin.</summary>
    public Proposal? Continue(JwtStoredSession session, JsonElement? subject)
    {
        var newSubject = subject ?? JsonElement.Parse(session.Current.Subject);
        if (CreateRefreshToken(newSubject.GetRawText(), session.Current.Claims, session.ExpiresAt) is not { } successor)
        {
            return null;
        }

        var access = CreateAccessToken(session.SessionId, newSubject, successor.Claims, session.ExpiresAt);
        var pair = CreatePair(access, WriteRefreshToken(session.SessionId, successor), successor);
        return new Proposal(successor, pair, SessionTimes.EndOfAccessToken(access.ExpiresAt));
    }

    /// <summary>The session's current refresh token, written again: the same claims to the second, if not the same bytes.</summary>
    public string WriteRefreshToken(JwtStoredSession session) => WriteRefreshToken(session.SessionId, session.Current);

    private string WriteRefreshToken(string sessionId, JwtStoredToken token) =>
        JwtIssuer.Create(refreshScheme.Settings, JwtTokenType.Refresh, JsonElement.Parse(token.Subject), new JwtTokenTerms(expiresDelta: null, token.Jti, StoredClaims.Read(token.Claims))
        {
            SessionId = sessionId,
            Csrf = token.Csrf,
            IssuedAt = token.IssuedAt,
            ExpiresAt = token.ExpiresAt,
        });

    private JwtStoredToken? CreateRefreshToken(string subject, string? claims, DateTimeOffset sessionExpiresAt)
    {
        var settings = refreshScheme.Settings;
        var (issuedAt, expiresAt) = Lifetime(settings, JwtTokenType.Refresh, sessionExpiresAt);
        return expiresAt <= issuedAt ? null : new JwtStoredToken
        {
            Jti = JwtIds.Create().ToString(settings.Dialect.JtiFormat),
            IssuedAt = issuedAt,
            ExpiresAt = expiresAt,
            Subject = subject,
            Claims = claims,
            Csrf = settings.WritesCsrf ? JwtIds.Create().ToString() : null,
        };
    }

    private AccessToken CreateAccessToken(string sessionId, JsonElement subject, string? claims, DateTimeOffset sessionExpiresAt, bool? fresh = null)
    {
        var settings = AccessScheme.Settings;
        var (issuedAt, expiresAt) = Lifetime(settings, JwtTokenType.Access, sessionExpiresAt);
        var text = JwtIssuer.Create(settings, JwtTokenType.Access, subject, new JwtTokenTerms(expiresDelta: null, uniqueIdentifier: null, StoredClaims.Read(claims, fresh))
        {
            SessionId = sessionId,
            IssuedAt = issuedAt,
            ExpiresAt = expiresAt,
        });
        return new AccessToken(text, issuedAt, expiresAt);
    }

    // The session begins with a login, now, unless the caller knows better.
    private static string? KeptClaims(JwtTokenDetails? details, JwtSchemeSettings settings)
    {
        var isNoLogin = details?.Fresh == false;
        return StoredClaims.Write(details?.Claims, details?.AuthTime ?? (isNoLogin ? null : settings.TimeProvider.GetUtcNow()), isNoLogin, settings);
    }

    // No token outlives its session.
    private static (DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt) Lifetime(JwtSchemeSettings settings, JwtTokenType tokenType, DateTimeOffset sessionExpiresAt)
    {
        var now = settings.TimeProvider.GetUtcNow().ToUnixTimeSeconds();
        var expiresAt = NumericDate.ToDateTimeOffset(now + NumericDate.WholeSeconds(settings.ExpiresDelta(tokenType)));
        return (NumericDate.ToDateTimeOffset(now), SessionTimes.Earlier(expiresAt, sessionExpiresAt));
    }

    private TokenPair CreatePair(AccessToken access, string refreshToken, JwtStoredToken refresh)
    {
        foreach (var settings in schemes.Select(scheme => scheme.Settings).Where(settings => settings.Kind.ReadsCookie))
        {
            var (token, expiresAt) = settings.Kind.TokenType == JwtTokenType.Access ? (access.Text, access.ExpiresAt) : (refreshToken, refresh.ExpiresAt);
            settings.Cookie(settings.Kind.TokenType).ThrowIfTooLarge(token, expiresAt, expiresAt - access.IssuedAt);
        }

        return new TokenPair(access.Text, refreshToken)
        {
            ExpiresIn = (long)(access.ExpiresAt - access.IssuedAt).TotalSeconds,
            Fields = refreshScheme.Settings.Dialect.Fields,
        };
    }

    private static string? Cut(string? text, int length)
    {
        if (text is null)
        {
            return null;
        }

        // No character is cut in two.
        return StorableText.Mend(text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]);
    }

    /// <summary>What a refresh would give.</summary>
    internal sealed record Proposal(JwtStoredToken Successor, TokenPair Pair, DateTimeOffset AccessTokenEndsAt);

    private sealed record AccessToken(string Text, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
}
