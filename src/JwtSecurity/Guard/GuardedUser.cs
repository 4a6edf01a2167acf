using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// Gives <c>HttpContext.User</c> what the guard found: the access token's identity, before those of other schemes. A refresh token is nobody's identity.
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

            if (context.RequestServices?.GetService<IClaimsTransformation>() is { } transformation and not NoopClaimsTransformation)
            {
                return TransformAsync(context, guard, feature, transformation);
            }

            result.IsTicketed = true;
            if (OthersIn(context, scheme.Name) is { Length: > 0 } others)
            {
                context.User = new ClaimsPrincipal(credentials.Principal.Identities.Concat(others));
            }
            else
            {
                context.Features.Set<IHttpAuthenticationFeature>(new LazyUser(credentials));
            }
        }

        return default;
    }

    private static async ValueTask TransformAsync(HttpContext context, ActiveGuard guard, JwtSecurityFeature feature, IClaimsTransformation transformation)
    {
        foreach (var (_, scheme) in guard.Requirements)
        {
            if (feature.Find(scheme) is { Admitted: { TokenType: JwtTokenType.Access } credentials } result && !IsUserAlready(context, result))
            {
                result.IsTicketed = true;
                var principal = await transformation.TransformAsync(credentials.Principal);
                var others = OthersIn(context, scheme.Name);
                context.User = others is [] ? principal : new ClaimsPrincipal(principal.Identities.Concat(others));
            }
        }
    }

    // The handler made the user from these very credentials.
    private static bool IsUserAlready(HttpContext context, SchemeResult result)
    {
        if (!result.IsTicketed || CurrentUser(context) is not { } feature)
        {
            return false;
        }

        return feature is LazyUser lazy && lazy.IsOf(result.Admitted!)
            || feature.User is { } user
                && (ReferenceEquals(user, result.Admitted!.Principal) || user.Identities.Any(identity => identity.AuthenticationType == result.Scheme.Name));
    }

    // What other schemes found stays; what this scheme found before, in another token, goes.
    private static ClaimsIdentity[] OthersIn(HttpContext context, string schemeName) =>
        CurrentUser(context)?.User is { } user
            ? [.. user.Identities.Where(identity => identity.IsAuthenticated && identity.AuthenticationType != schemeName)]
            : [];

    // HttpContext.User would make an empty principal only to look at it.
    private static IHttpAuthenticationFeature? CurrentUser(HttpContext context) =>
        context.Features.Get<IHttpAuthenticationFeature>();
}
