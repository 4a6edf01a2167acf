using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace JwtSecurity;

/// <summary>
/// Ends all of a subject's own sessions, "log out everywhere", or all but the one that asks for it.
/// </summary>
internal sealed class SessionEndAllEndpoint(string? setName) : SessionEndpoint(setName)
{
    private const string Except = "except";
    private const string NotCurrent = "It must be 'current'.";

    public override MethodInfo Description { get; } = ((Action<string?>)Describe).Method;

    public override IEnumerable<JwtValidationError> Refusals(EndpointSchemes schemes, string httpMethod) =>
        base.Refusals(schemes, httpMethod).Append(JwtErrors.FieldsInvalid(new Dictionary<string, string> { [Except] = NotCurrent }));

    protected override async Task HandleAsync(HttpContext context, EndpointSchemes schemes, JwtSessions sessions, JwtStoredSession own)
    {
        // An identifier that is empty, or a word that is not known, must not end more than was meant. Routing sees no difference between "/sessions" and "/sessions/".
        if (context.Request.Path.Value is [_, .., '/'])
        {
            await RefuseAsync(context, schemes, JwtErrors.SessionNotFound);
            return;
        }

        var except = context.Request.Query[Except];
        if (except.Count > 0 && except is not ["current"])
        {
            await RefuseAsync(context, schemes, JwtErrors.FieldsInvalid(new Dictionary<string, string> { [Except] = NotCurrent }));
            return;
        }

        var keepsOwn = except.Count > 0;
        await sessions.RevokeAllAsync(own.SubjectKey, keepsOwn ? own.SessionId : null, context.RequestAborted);
        Confirm(context, schemes, ownHasEnded: !keepsOwn);
    }

    private static void Describe([FromQuery] string? except = null)
    {
    }
}
