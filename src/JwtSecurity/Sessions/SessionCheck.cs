namespace JwtSecurity;

/// <summary>
/// The last thing a token is asked, wherever it is presented: has it, or its session, been revoked, or the refresh token been used before?
/// </summary>
internal static class SessionCheck
{
    /// <summary>Whether the answer needs I/O. Refresh tokens always ask the store: one that was rotated must pass nowhere.</summary>
    public static bool HasToAskStore(ValidatedToken token, SessionSettings sessions) => HasToAskStore(token.TokenType, sessions);

    /// <summary>Whether there may be no answer.</summary>
    public static bool MayBeUnavailable(JwtTokenType tokenType, SessionSettings sessions) =>
        HasToAskStore(tokenType, sessions) || sessions.Options.RefuseWhenStale;

    /// <summary>The answer for an access token, from memory.</summary>
    public static JwtValidationError? CheckInMemory(ValidatedToken token, SessionSettings sessions) =>
        sessions.Revocations.Contains(token) ? JwtErrors.TokenRevoked
        : sessions.Options.RefuseWhenStale && sessions.IsStale ? JwtErrors.SessionsUnavailable
        : null;

    /// <summary>The answer for any token, from wherever it has to come.</summary>
    public static ValueTask<SessionVerdict> CheckAsync(ValidatedToken token, JwtSchemeSettings settings, SessionSettings sessions, CancellationToken cancellationToken) =>
        HasToAskStore(token, sessions)
            ? AskStoreAsync(token, settings, sessions, cancellationToken)
            : new(new SessionVerdict(CheckInMemory(token, sessions)));

    public static async ValueTask<SessionVerdict> AskStoreAsync(ValidatedToken token, JwtSchemeSettings settings, SessionSettings sessions, CancellationToken cancellationToken)
    {
        try
        {
            return token.TokenType == JwtTokenType.Refresh
                ? await CheckRefreshAsync(token, settings, sessions, cancellationToken)
                : new SessionVerdict(await CheckAccessAsync(token, sessions, cancellationToken));
        }
        catch (Exception exception) when (sessions.IsStoreFailure(exception, cancellationToken))
        {
            // Nobody is logged out because a database restarts: the client keeps its tokens and tries again.
            return new SessionVerdict(JwtErrors.SessionsUnavailable);
        }
    }

    private static async ValueTask<JwtValidationError?> CheckAccessAsync(ValidatedToken token, SessionSettings sessions, CancellationToken cancellationToken) =>
        sessions.Revocations.Contains(token) || !CanHaveSession(token) || await sessions.Store.IsRevokedAsync(sessions.SetName, token.SessionId, SessionIds.Bounded(token.Jti), cancellationToken)
            ? JwtErrors.TokenRevoked
            : null;

    private static bool CanHaveSession(ValidatedToken token) => token.SessionId is null || SessionIds.CanBe(token.SessionId);

    private static async ValueTask<SessionVerdict> CheckRefreshAsync(ValidatedToken token, JwtSchemeSettings settings, SessionSettings sessions, CancellationToken cancellationToken)
    {
        if (token.SessionId is null && !sessions.Options.AdoptTokensWithoutSession)
        {
            return new SessionVerdict(JwtErrors.SessionMissing);
        }

        if (!CanHaveSession(token))
        {
            return new SessionVerdict(JwtErrors.SessionExpired);
        }

        var reading = await sessions.Store.FindAsync(sessions.SetName, token.SessionId ?? SessionIds.ForAdopted(token.Jti), cancellationToken);
        if (reading.Session is null && token.SessionId is null)
        {
            reading = await SessionAdoption.AdoptAsync(token, settings, sessions, reading.Now, cancellationToken);
        }

        return reading.Session is { } session
            ? await JudgeAsync(token, settings, sessions, session, reading.Now)
            : new SessionVerdict(JwtErrors.SessionExpired);
    }

    private static async ValueTask<SessionVerdict> JudgeAsync(ValidatedToken token, JwtSchemeSettings settings, SessionSettings sessions, JwtStoredSession session, DateTimeOffset now)
    {
        switch (RefreshTokenStandings.Of(session, SessionIds.Bounded(token.Jti), presentedAt: now, now, sessions.Options.GracePeriod))
        {
            case RefreshTokenStanding.Current or RefreshTokenStanding.CurrentAndYoung or RefreshTokenStanding.Previous:
                return new SessionVerdict(null, new JwtSessionReading(session, now));

            case RefreshTokenStanding.Revoked:
                sessions.Revocations.Add(session);
                return new SessionVerdict(JwtErrors.TokenRevoked);

            case RefreshTokenStanding.Expired:
                return new SessionVerdict(JwtErrors.SessionExpired);

            // A store that was restored, or failed over to a copy that lagged behind, knows less than an honest client: what is younger than all it knows was never replaced. The one before
            // is known by its name; clocks of nodes that differ make nothing of it.
            case RefreshTokenStanding.Older when token.IssuedAt > session.Current.IssuedAt && SessionIds.Bounded(token.Jti) != session.PreviousJti:
                return new SessionVerdict(JwtErrors.SessionExpired);

            default:
                // RFC 9700, 4.14.2: a spent refresh token seen again means that two parties have the session's tokens. Nobody knows which is the thief,
                // so the session goes. One that is neither the current nor the previous one never becomes it again: that it was read a moment ago changes nothing.
                // Logged first, since the answer to the commit may be lost, and then nobody is told.
                sessions.Logger.RefreshTokenReused(settings.Name, session.SessionId);
                if (await sessions.Store.RevokeAsync(session.SetName, session.SessionId, JwtSessionEndReason.TokenReused, CancellationToken.None) is { } revoked)
                {
                    await SessionEvents.EndedAsync(revoked, settings, sessions);
                }

                return new SessionVerdict(JwtErrors.TokenReused);
        }
    }

    private static bool HasToAskStore(JwtTokenType tokenType, SessionSettings sessions) =>
        tokenType == JwtTokenType.Refresh || sessions.Options.AskStoreOnEveryRequest;
}
