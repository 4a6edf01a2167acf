using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// An endpoint about a subject's own sessions. A guard stands before it; whose they are follows from the session that its access token belongs to.
/// </summary>
internal abstract class SessionEndpoint(string? setName) : TokenEndpoint(setName, "MapJwtSessions")
{
    public override void Check(JwtSecurityRegistry registry, StartupFindings findings)
    {
        base.Check(registry, findings);
        CheckHasSessions(registry, findings);
    }

    public override IEnumerable<JwtValidationError> Refusals(EndpointSchemes schemes, string httpMethod) => [JwtErrors.SessionMissing, JwtErrors.SessionExpired, JwtErrors.SessionsUnavailable];

    protected sealed override async Task HandleAsync(HttpContext context, EndpointSchemes schemes)
    {
        if (context.GetJwtCredentials()?.SessionId is not { } sessionId)
        {
            await RefuseAsync(context, schemes, JwtErrors.SessionMissing);
            return;
        }

        // It may have ended a moment ago, on another node.
        var sessions = SessionsOf(context);
        if (await sessions.FindAsync(sessionId, context.RequestAborted) is not { } own)
        {
            await RefuseAsync(context, schemes, JwtErrors.SessionExpired);
            return;
        }

        await HandleAsync(context, schemes, sessions, own);
    }

    protected abstract Task HandleAsync(HttpContext context, EndpointSchemes schemes, JwtSessions sessions, JwtStoredSession own);

    /// <summary>Says that sessions have ended.</summary>
    protected static void Confirm(HttpContext context, EndpointSchemes schemes, bool ownHasEnded)
    {
        if (ownHasEnded)
        {
            LogoutEndpoint.UnsetCookies(context.Response, schemes);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
