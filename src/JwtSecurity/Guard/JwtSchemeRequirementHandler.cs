using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// ASP.NET Core unites the schemes of a class and its method, and takes any that succeeds. This asks for the innermost one: a
/// refresh action in a controller for access tokens is for refresh tokens alone, and the roles are those of its own token, not of another identity.
/// </summary>
internal sealed class JwtSchemeRequirementHandler : AuthorizationHandler<JwtSchemeRequirement>
{
    public override Task HandleAsync(AuthorizationHandlerContext context) =>
        !IsAsked(context) || (context.Resource is HttpContext httpContext && httpContext.GetEndpoint()?.Metadata.GetMetadata<JwtSecurityAttribute>() is null)
            ? Task.CompletedTask
            : base.HandleAsync(context);

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, JwtSchemeRequirement requirement)
    {
        if (context.Resource is HttpContext httpContext
            && FindCredentials(httpContext, requirement) is { } credentials
            && requirement.Attribute.Requirement.CheckAuthority(credentials) is null
            && HasLoggedInLately(httpContext, credentials))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    // Every handler sees every policy, and most have no such requirement: to find that out costs less than to look at the endpoint.
    private static bool IsAsked(AuthorizationHandlerContext context)
    {
        var requirements = context.Requirements as IReadOnlyList<IAuthorizationRequirement> ?? [.. context.Requirements];
        for (var i = 0; i < requirements.Count; i++)
        {
            if (requirements[i] is JwtSchemeRequirement)
            {
                return true;
            }
        }

        return false;
    }

    // RequireFresh is not the attribute's, and demands it of whatever token the endpoint takes.
    private static bool HasLoggedInLately(HttpContext context, JwtAuthorizationCredentials credentials) =>
        context.GetEndpoint()?.Metadata is not { } metadata
        || metadata.GetOrderedMetadata<FreshDeclaration>().Count == 0
        || FreshDeclaration.FindMaxAge(metadata) is not { } maxAge
        || credentials.IsFresh(maxAge);

    private static JwtAuthorizationCredentials? FindCredentials(HttpContext context, JwtSchemeRequirement requirement)
    {
        var innermost = context.GetEndpoint()?.Metadata.GetMetadata<JwtSecurityAttribute>() ?? requirement.Attribute;
        return JwtSecurityFeature.Get(context)?.Find(innermost.Kind, innermost.Name)?.Admitted;
    }
}
