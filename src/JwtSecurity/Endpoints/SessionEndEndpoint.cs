using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JwtSecurity;

/// <summary>
/// Ends one of a subject's own sessions.
/// </summary>
internal sealed class SessionEndEndpoint(string? setName) : SessionEndpoint(setName)
{
    public const string SessionId = "sessionId";

    public override MethodInfo Description { get; } = ((Action<string>)Describe).Method;

    public override IEnumerable<JwtValidationError> Refusals(EndpointSchemes schemes, string httpMethod) => base.Refusals(schemes, httpMethod).Append(JwtErrors.SessionNotFound);

    protected override async Task HandleAsync(HttpContext context, EndpointSchemes schemes, JwtSessions sessions, JwtStoredSession own)
    {
        // Somebody else's is answered like one that there is not.
        var sessionId = (string)context.GetRouteValue(SessionId)!;
        var session = sessionId == own.SessionId ? own : await sessions.FindAsync(sessionId, context.RequestAborted);
        if (session?.SubjectKey != own.SubjectKey)
        {
            await RefuseAsync(context, schemes, JwtErrors.SessionNotFound);
            return;
        }

        await sessions.RevokeAsync(sessionId, context.RequestAborted);
        Confirm(context, schemes, ownHasEnded: sessionId == own.SessionId);
    }

    private static void Describe([FromRoute] string sessionId)
    {
    }
}
