using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace JwtSecurity;

/// <summary>
/// Lets a request pass the application's fallback policy where a guard is going to decide, which authorization cannot see: an endpoint
/// with a guard has no authorization metadata.
/// </summary>
/// <remarks>
/// Only the requirements of the fallback policy itself, by reference; only for endpoints that leave authorization to the guard; and only
/// until the guard has begun, or an endpoint that asks <c>IAuthorizationService</c> by itself would be told yes.
/// </remarks>
internal sealed class GuardedFallbackHandler(IOptions<AuthorizationOptions> options) : IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (options.Value.FallbackPolicy is { } fallback && context.Resource is HttpContext httpContext && IsLeftToItsGuard(httpContext))
        {
            foreach (var requirement in context.PendingRequirements.ToArray())
            {
                if (fallback.Requirements.Any(each => ReferenceEquals(each, requirement)))
                {
                    context.Succeed(requirement);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsLeftToItsGuard(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && EndpointGuard.FindInsteadOfAuthorization(metadata) is { } guard
        && !ReferenceEquals(JwtSecurityFeature.Get(context)?.Guard, guard);
}
