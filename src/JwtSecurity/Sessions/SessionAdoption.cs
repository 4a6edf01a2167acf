namespace JwtSecurity;

/// <summary>
/// Takes a refresh token from before there were sessions into one. Its session's identifier follows from the token's, so that it happens once, on whatever
/// node; from then on the session's row decides about it as about any other.
/// </summary>
internal static class SessionAdoption
{
    public static async ValueTask<JwtSessionReading> AdoptAsync(
        ValidatedToken token, JwtSchemeSettings settings, SessionSettings sessions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (SubjectKeys.Find(token.Subject, sessions.Options.SubjectKeyMember) is not { } subjectKey)
        {
            return new JwtSessionReading(null, now);
        }

        // Without a limit: it was logged in already.
        var session = CreateSession(token, settings, sessions, now, subjectKey);
        var creation = await sessions.Store.CreateAsync(session, limit: null, CancellationToken.None);
        if (creation.Status == JwtSessionCreationStatus.Created)
        {
            await SessionEvents.StartedAsync(session, settings, sessions);
        }

        // Somebody else may have been faster.
        return await sessions.Store.FindAsync(sessions.SetName, session.SessionId, cancellationToken);
    }

    private static JwtStoredSession CreateSession(ValidatedToken token, JwtSchemeSettings settings, SessionSettings sessions, DateTimeOffset now, string subjectKey)
    {
        var expiresAt = SessionTimes.AbsoluteExpiry(now, sessions.Options.AbsoluteLifetime);
        return new JwtStoredSession
        {
            SetName = sessions.SetName,
            SessionId = SessionIds.ForAdopted(token.Jti),
            SubjectKey = subjectKey,
            Current = new JwtStoredToken
            {
                Jti = SessionIds.Bounded(token.Jti),
                IssuedAt = token.IssuedAt,
                ExpiresAt = SessionTimes.Earlier(token.ExpiresAt, expiresAt),
                Subject = token.Subject.GetRawText(),

                // To be taken into a session is no login: the user logged in when the token says, if it does.
                Claims = StoredClaims.Write(FurtherClaims.Of(token, settings.Dialect), token.AuthTime, isNoLogin: false, settings),
                Csrf = token.Claims.TryGetProperty("csrf"u8, out var csrf) ? csrf.GetString() : null,
            },
            RotatedAt = token.IssuedAt,

            // Its login was no later: who asks whether a password was changed since has to be told the truth.
            CreatedAt = token.IssuedAt,
            LastUsedAt = now,
            ExpiresAt = expiresAt,

            // The row stays as long as the old token is good by itself, or it could be taken into the session a second time when that has expired.
            AccessTokensEndAt = SessionTimes.EndOfAccessToken(token.ExpiresAt),
        };
    }
}
