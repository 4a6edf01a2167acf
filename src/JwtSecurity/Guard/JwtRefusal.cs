using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace JwtSecurity;

/// <summary>
/// Writes the answer to a refused request: status, <c>WWW-Authenticate</c> (RFC 6750, section 3) and problem details (RFC 9457).
/// </summary>
internal static class JwtRefusal
{
    private const string ProblemJson = "application/problem+json";

    public static Task WriteAsync(HttpContext context, JwtValidationError error, JwtSecurityScheme? scheme)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        // These three stand whatever the body becomes.
        response.StatusCode = error.StatusCode;
        response.Headers.CacheControl = "no-store";
        AppendChallenge(response, error);
        if (scheme is null)
        {
            return WriteBodyAsync(context, error);
        }

        var settings = scheme.Settings;
        settings.Logger.RequestRefused(settings.Name, error.Code);
        var events = JwtAuthenticator.EventsOf(context, settings);
        return events.HandlesChallenge ? AskHookAsync(context, error, settings, events)
            : settings.Options.WriteProblemDetails ? WriteBodyAsync(context, error)
            : Task.CompletedTask;
    }

    private static async Task AskHookAsync(HttpContext context, JwtValidationError error, JwtSchemeSettings settings, JwtSecurityEvents events)
    {
        var challenge = new JwtChallengeContext(context, settings.Name, error);
        await events.Challenge(challenge);
        if (!challenge.IsHandled && !context.Response.HasStarted && settings.Options.WriteProblemDetails)
        {
            await WriteBodyAsync(context, error);
        }
    }

    // Authorization challenges every scheme of a policy in turn; the same words once are enough.
    private static void AppendChallenge(HttpResponse response, JwtValidationError error)
    {
        if (error.Challenge is { } challenge && !response.Headers.WWWAuthenticate.Contains(challenge))
        {
            response.Headers.Append(HeaderNames.WWWAuthenticate, challenge);
        }
    }

    private static async Task WriteBodyAsync(HttpContext context, JwtValidationError error)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = ProblemJson;
            return;
        }

        // TryWriteAsync: WriteAsync throws where no writer suits the request's Accept header.
        if (context.RequestServices?.GetService<IProblemDetailsService>() is { } service
            && await service.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = CreateProblem(error) }))
        {
            return;
        }

        context.Response.ContentType = ProblemJson;
        context.Response.ContentLength = error.Problem.Length;

        // Not RequestAborted: to a client that is gone this writes nothing, where a cancelled token would throw.
        await context.Response.Body.WriteAsync(error.Problem, CancellationToken.None);
    }

    private static ProblemDetails CreateProblem(JwtValidationError error) => new()
    {
        Status = error.StatusCode,
        Detail = error.Detail,
        Extensions = { ["code"] = error.Code },
    };
}
