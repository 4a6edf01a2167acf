using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// Tells the list of what is revoked, the log and the application what became of a session. Called by the one whose call of the store changed it, after that
/// was committed: so once for each.
/// </summary>
internal static class SessionEvents
{
    public static async ValueTask StartedAsync(JwtStoredSession session, JwtSchemeSettings settings, SessionSettings sessions)
    {
        sessions.Logger.SessionStarted(settings.Name, session.SessionId);
        settings.Telemetry.SessionStarted(settings.Name);
        await RaiseAsync(settings, sessions, events => events.HandlesSessionStarted, (events, services) =>
            events.SessionStarted(new JwtSessionStartedContext(new JwtSession(session), settings.Name, services)));
    }

    public static ValueTask EndedAsync(JwtStoredSession session, JwtSchemeSettings settings, SessionSettings sessions) => EndedAsync([session], settings, sessions);

    public static async ValueTask EndedAsync(IReadOnlyList<JwtStoredSession> ended, JwtSchemeSettings settings, SessionSettings sessions)
    {
        Refuse(ended, sessions);
        foreach (var session in ended)
        {
            await TellOfEndAsync(session, settings, sessions);
        }
    }

    /// <summary>Has their access tokens refused: here at once, and before any hook is called, which may take long; other processes read it from the store.</summary>
    public static void Refuse(IReadOnlyList<JwtStoredSession> ended, SessionSettings sessions)
    {
        foreach (var session in ended)
        {
            sessions.Revocations.Add(session);
        }
    }

    /// <summary>The hooks of a scheme. They are not a request's: sessions start and end without one, too.</summary>
    public static JwtSecurityEvents Of(JwtSchemeSettings settings, IServiceProvider services) =>
        settings.Options.EventsType is { } type ? (JwtSecurityEvents)services.GetRequiredService(type) : settings.Options.Events;

    private static async ValueTask TellOfEndAsync(JwtStoredSession session, JwtSchemeSettings settings, SessionSettings sessions)
    {
        if (session.EndReason == JwtSessionEndReason.TokenReused)
        {
            await RaiseAsync(settings, sessions, events => events.HandlesReuseDetected, (events, services) =>
                events.ReuseDetected(new JwtReuseDetectedContext(new JwtSession(session), settings.Name, services)));
        }

        sessions.Logger.SessionEnded(settings.Name, session.SessionId, session.EndReason!.Value);
        settings.Telemetry.SessionEnded(settings.Name, session.EndReason.Value);
        await RaiseAsync(settings, sessions, events => events.HandlesSessionEnded, (events, services) =>
            events.SessionEnded(new JwtSessionEndedContext(new JwtSession(session), session.EndReason.Value, settings.Name, services)));
    }

    private static async ValueTask RaiseAsync(
        JwtSchemeSettings settings, SessionSettings sessions, Func<JwtSecurityEvents, bool> handles, Func<JwtSecurityEvents, IServiceProvider, Task> raise)
    {
        if (settings.Options.EventsType is null && !handles(settings.Options.Events))
        {
            return;
        }

        try
        {
            await using var scope = sessions.Scopes.CreateAsyncScope();
            await raise(Of(settings, scope.ServiceProvider), scope.ServiceProvider);
        }
#pragma warning disable CA1031 // It has happened already: whatever a hook throws, a client must not lose its new tokens over it, nor a thief keep old ones.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            sessions.Logger.SessionHookFailed(settings.Name, exception);
        }
    }
}
