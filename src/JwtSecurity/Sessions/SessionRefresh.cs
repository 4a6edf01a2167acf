using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// Renews a session's tokens: read ► ask the application ► make the new tokens ► commit. Whatever can fail fails before the commit, and the store decides
/// which tokens the client gets.
/// </summary>
internal static class SessionRefresh
{
    public static async ValueTask<JwtRefreshResult> RunAsync(JwtAuthorizationCredentials credentials, SessionTokens tokens, SessionSettings sessions, CancellationToken cancellationToken)
    {
        // 1. The session as it was when the token was accepted. It may be out of date; the commit will see to that.
        if (credentials.Reading is not { Session: { } session, Now: var acceptedAt })
        {
            throw new ArgumentException("These credentials were not checked against a session.", nameof(credentials));
        }

        // 2. The application: is the subject still what it was?
        var (mayGoOn, subject) = await AskApplicationAsync(session, tokens.RefreshScheme.Settings, sessions, cancellationToken);
        if (!mayGoOn)
        {
            return new JwtRefreshResult(await EndAsync(session, tokens.RefreshScheme.Settings, sessions));
        }

        // 3. The tokens that follow, signed and small enough for their cookies.
        if (tokens.Continue(session, subject) is not { } proposal)
        {
            return new JwtRefreshResult(JwtErrors.SessionExpired);
        }

        // 4. The commit. From here on nobody's abort changes anything.
        cancellationToken.ThrowIfCancellationRequested();
        var rotation = new JwtRotation
        {
            SetName = session.SetName,
            SessionId = session.SessionId,
            PresentedJti = SessionIds.Bounded(credentials.Jti),
            AcceptedAt = acceptedAt,
            Successor = proposal.Successor,
            AccessTokenEndsAt = proposal.AccessTokenEndsAt,
            GracePeriod = sessions.Options.GracePeriod,
        };
        JwtRotationResult result;
        try
        {
            result = await sessions.Store.RotateAsync(rotation, CancellationToken.None);
        }
        catch (Exception exception) when (sessions.IsStoreFailure(exception, CancellationToken.None))
        {
            return new JwtRefreshResult(JwtErrors.SessionsUnavailable);
        }

        // 5. What the store made of it.
        switch (result.Status)
        {
            case JwtRotationStatus.Rotated:
                return new JwtRefreshResult(proposal.Pair, "rotated");

            // Somebody was faster, or this very client a moment ago: the same successor once more, written again from what the store has. What was proposed
            // is forgotten, but for the access token, which is the answer's own.
            case JwtRotationStatus.Kept or JwtRotationStatus.Replayed:
                return new JwtRefreshResult(
                    proposal.Pair with { RefreshToken = tokens.WriteRefreshToken(result.Session!) }, result.Status == JwtRotationStatus.Kept ? "kept" : "replayed");

            case JwtRotationStatus.Reused:
                sessions.Logger.RefreshTokenReused(tokens.RefreshScheme.Settings.Name, session.SessionId);
                await SessionEvents.EndedAsync(result.Session!, tokens.RefreshScheme.Settings, sessions);
                return new JwtRefreshResult(JwtErrors.TokenReused);

            case JwtRotationStatus.Revoked:
                sessions.Revocations.Add(result.Session!);
                return new JwtRefreshResult(JwtErrors.TokenRevoked);

            default:
                return new JwtRefreshResult(JwtErrors.SessionExpired);
        }
    }

    // Its login, then its hook, which has the last word.
    private static async ValueTask<(bool MayGoOn, JsonElement? Subject)> AskApplicationAsync(
        JwtStoredSession session, JwtSchemeSettings settings, SessionSettings sessions, CancellationToken cancellationToken)
    {
        var hasHook = settings.Options.EventsType is not null || settings.Options.Events.HandlesSessionRefreshing;
        if (!hasHook && !sessions.HasLogin)
        {
            return (true, null);
        }

        await using var scope = sessions.Scopes.CreateAsyncScope();
        JsonElement? subject = null;
        if (sessions.FindLogin(scope.ServiceProvider) is { } login)
        {
            if (await login.RefreshAsync(JsonElement.Parse(session.Current.Subject), cancellationToken) is not { } renewed)
            {
                return (false, null);
            }

            subject = SubjectSerializer.ToElement(renewed, settings.SubjectSerializerOptions, nameof(subject));
        }

        if (!hasHook)
        {
            return (true, subject);
        }

        var context = new JwtSessionRefreshingContext(
            new JwtSession(session), subject ?? JsonElement.Parse(session.Current.Subject), settings, scope.ServiceProvider, cancellationToken);
        await SessionEvents.Of(settings, scope.ServiceProvider).SessionRefreshing(context);
        return (!context.IsRejected, context.Subject);
    }

    private static async ValueTask<JwtValidationError> EndAsync(JwtStoredSession session, JwtSchemeSettings settings, SessionSettings sessions)
    {
        try
        {
            if (await sessions.Store.RevokeAsync(session.SetName, session.SessionId, JwtSessionEndReason.SubjectRefused, CancellationToken.None) is { } ended)
            {
                await SessionEvents.EndedAsync(ended, settings, sessions);
            }

            return JwtErrors.TokenRevoked;
        }
        catch (Exception exception) when (sessions.IsStoreFailure(exception, CancellationToken.None))
        {
            return JwtErrors.SessionsUnavailable;
        }
    }
}
