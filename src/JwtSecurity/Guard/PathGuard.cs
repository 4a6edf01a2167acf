using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// Stands before everything below a path, whatever answers there: files, a proxy, endpoints. The same questions and answers as an endpoint's guard.
/// </summary>
internal sealed class PathGuard(RequestDelegate next, PathPrefix prefix, GuardRequirement requirement)
{
    private ActiveGuard? _active;

    public Task InvokeAsync(HttpContext context) =>
        prefix.Covers(context.Request.Path) && !IsPreflight(context.Request) ? GuardAsync(context) : next(context);

    private async Task GuardAsync(HttpContext context)
    {
        var active = _active ??= ActiveGuard.Create(requirement, context.RequestServices);
        var scheme = active.Requirements[0].Scheme;

        // Not in the user's place, as for an endpoint's guard: authentication middleware may still come, and takes it.
        var feature = JwtSecurityFeature.GetOrAdd(context);
        var authentication = await JwtAuthenticator.AuthenticateAsync(context, feature, scheme);
        if (requirement.Judge(authentication, scheme) is { } error)
        {
            await JwtRefusal.WriteAsync(context, error, scheme);
            return;
        }

        feature.Find(scheme)!.OpenedPath = true;
        feature.KeepPrivateFromLaterCaches(context);
        if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null)
        {
            HubTicket.Leave(context, active, feature);
        }

        await GuardedUser.SetAsync(context, active, feature);
        await next(context);
    }

    // A browser asks before it sends a token, and without one (Fetch standard, section 3.2.2): were it refused, no other origin could ever send one.
    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && !StringValues.IsNullOrEmpty(request.Headers.Origin)
        && !StringValues.IsNullOrEmpty(request.Headers.AccessControlRequestMethod);
}
