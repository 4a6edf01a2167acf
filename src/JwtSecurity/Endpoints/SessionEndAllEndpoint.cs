using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Ends all of a subject's own sessions, "log out everywhere", or all but the one that asks for it.
/// </summary>
internal sealed class SessionEndAllEndpoint(string? setName) : SessionEndpoint(setName)
{
    protected override async Task HandleAsync(HttpContext context, EndpointSchemes schemes, JwtSessions sessions, JwtStoredSession own)
    {
        // A word that is not known must not end more than was meant.
        var except = context.Request.Query["except"];
        if (except.Count > 0 && except is not ["current"])
        {
            await RefuseAsync(context, schemes, JwtErrors.FieldsInvalid(new Dictionary<string, string> { ["except"] = "It must be 'current'." }));
            return;
        }

        var keepsOwn = except.Count > 0;
        await sessions.RevokeAllAsync(own.SubjectKey, keepsOwn ? own.SessionId : null, context.RequestAborted);
        Confirm(context, schemes, ownHasEnded: !keepsOwn);
    }
}
