using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Ends all of a subject's own sessions: "log out everywhere".
/// </summary>
internal sealed class SessionEndAllEndpoint(string? setName) : SessionEndpoint(setName)
{
    protected override async Task HandleAsync(HttpContext context, EndpointSchemes schemes, JwtSessions sessions, JwtStoredSession own)
    {
        await sessions.RevokeAllAsync(own.SubjectKey, cancellationToken: context.RequestAborted);
        Confirm(context, schemes, ownHasEnded: true);
    }
}
