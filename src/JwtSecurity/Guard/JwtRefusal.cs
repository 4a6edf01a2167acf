using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// Writes the answer to a refused request: status, <c>WWW-Authenticate</c> (RFC 6750, section 3) and a body, problem details (RFC 9457) unless the dialect has another.
/// </summary>
internal static class JwtRefusal
{
    private const string ProblemJson = "application/problem+json";
    private const string Json = "application/json";

    /// <summary>Writes it in the dialect of the scheme; without one, the error has been put into a dialect before.</summary>
    public static Task WriteAsync(HttpContext context, JwtValidationError error, JwtSecurityScheme? scheme)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        error = scheme?.Settings.Errors.Of(error) ?? error;

        // These three stand whatever the body becomes.
        response.StatusCode = error.StatusCode;
        response.Headers.CacheControl = "no-store";
        AppendChallenge(response, error);
        if (scheme is null)
        {
            return WriteBodyAsync(context, error, mayHaveService: true);
        }

        var settings = scheme.Settings;
        settings.Logger.RequestRefused(settings.Name, error.Code);
        var events = JwtAuthenticator.EventsOf(context, settings);
        return events.HandlesChallenge ? AskHookAsync(context, error, settings, events)
            : settings.Options.WriteProblemDetails ? WriteBodyAsync(context, error, settings.HasProblemDetailsService)
            : Task.CompletedTask;
    }

    /// <summary>The type of an error's body.</summary>
    public static string ContentType(JwtValidationError error) => error.IsProblem ? ProblemJson : Json;

    private static async Task AskHookAsync(HttpContext context, JwtValidationError error, JwtSchemeSettings settings, JwtSecurityEvents events)
    {
        var challenge = new JwtChallengeContext(context, settings.Name, error);
        await events.Challenge(challenge);
        if (!challenge.IsHandled && !context.Response.HasStarted && settings.Options.WriteProblemDetails)
        {
            await WriteBodyAsync(context, error, settings.HasProblemDetailsService);
        }
    }

    // Authorization challenges every scheme of a policy in turn; the same words once are enough.
    private static void AppendChallenge(HttpResponse response, JwtValidationError error)
    {
        if (error.Challenge is not { } challenge)
        {
            return;
        }

        var headers = response.Headers;
        var others = headers.WWWAuthenticate;
        if (others.Count == 0 || !others.Contains(challenge))
        {
            headers.WWWAuthenticate = StringValues.Concat(others, challenge);
        }
    }

    private static Task WriteBodyAsync(HttpContext context, JwtValidationError error, bool mayHaveService)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = ContentType(error);
            return Task.CompletedTask;
        }

        // To ask a request for its services makes a scope for it, which a refusal otherwise does without.
        return mayHaveService && error.IsProblem && context.RequestServices?.GetService<IProblemDetailsService>() is { } service
            ? WriteByServiceAsync(context, error, service)
            : WriteOwnAsync(context, error);
    }

    private static async Task WriteByServiceAsync(HttpContext context, JwtValidationError error, IProblemDetailsService service)
    {
        // TryWriteAsync: WriteAsync throws where no writer suits the request's Accept header.
        if (!await service.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = CreateProblem(error) }))
        {
            await WriteOwnAsync(context, error);
        }
    }

    private static Task WriteOwnAsync(HttpContext context, JwtValidationError error)
    {
        context.Response.ContentType = ContentType(error);
        context.Response.ContentLength = error.Body.Length;

        // Not RequestAborted: to a client that is gone this writes nothing, where a cancelled token would throw.
        return context.Response.Body.WriteAsync(error.Body, CancellationToken.None).AsTask();
    }

    private static ProblemDetails CreateProblem(JwtValidationError error)
    {
        var problem = error.Fields is { } fields
            ? new HttpValidationProblemDetails(fields.ToDictionary(field => field.Key, field => new[] { field.Value }, StringComparer.Ordinal))
            : new ProblemDetails();
        problem.Title = null;
        problem.Status = error.StatusCode;
        problem.Detail = error.Detail;
        problem.Extensions["code"] = error.Code;
        return problem;
    }
}
