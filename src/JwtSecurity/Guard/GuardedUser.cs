using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// Gives <c>HttpContext.User</c> what the guard found: the access token's identity. A refresh token is nobody's identity.
/// </summary>
internal static class GuardedUser
{
    public static ValueTask SetAsync(HttpContext context, ActiveGuard guard, JwtSecurityFeature feature)
    {
        foreach (var (_, scheme) in guard.Requirements)
        {
            if (feature.Find(scheme) is not { Admitted: { TokenType: JwtTokenType.Access } credentials } result || IsUserAlready(context, result))
            {
                continue;
            }

            if (guard.TransformsClaims)
            {
                return TransformAsync(context, guard, feature);
            }

            result.IsTicketed = true;
            Add(context, credentials.Principal, scheme.Name);
        }

        return default;
    }

    private static async ValueTask TransformAsync(HttpContext context, ActiveGuard guard, JwtSecurityFeature feature)
    {
        var transformation = context.RequestServices.GetRequiredService<IClaimsTransformation>();
        foreach (var (_, scheme) in guard.Requirements)
        {
            if (feature.Find(scheme) is { Admitted: { TokenType: JwtTokenType.Access } credentials } result && !IsUserAlready(context, result))
            {
                result.IsTicketed = true;
                Add(context, await transformation.TransformAsync(credentials.Principal), scheme.Name);
            }
        }
    }

    // The handler made the user from these very credentials.
    private static bool IsUserAlready(HttpContext context, SchemeResult result) =>
        result.IsTicketed
        && CurrentUser(context) is { } user
        && (ReferenceEquals(user, result.Admitted!.Principal) || user.Identities.Any(identity => identity.AuthenticationType == result.Scheme.Name));

    // What other schemes found stays; what this scheme found before, in another token, goes.
    private static void Add(HttpContext context, ClaimsPrincipal principal, string schemeName)
    {
        var others = CurrentUser(context)?.Identities.Where(identity => identity.IsAuthenticated && identity.AuthenticationType != schemeName).ToArray();
        context.User = others is null or [] ? principal : new ClaimsPrincipal(others.Concat(principal.Identities));
    }

    // HttpContext.User would make an empty principal only to look at it.
    private static ClaimsPrincipal? CurrentUser(HttpContext context) =>
        context.Features.Get<IHttpAuthenticationFeature>()?.User;
}
