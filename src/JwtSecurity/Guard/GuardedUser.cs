using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// Gives <c>HttpContext.User</c> what the guard found: the identity of the access token, of several in the order they are asked for, before those of other
/// schemes. A refresh token is nobody's identity.
/// </summary>
internal static class GuardedUser
{
    public static ValueTask SetAsync(HttpContext context, ActiveGuard guard, JwtSecurityFeature feature)
    {
        SchemeResult? found = null;
        foreach (var (_, scheme) in guard.Requirements)
        {
            if (feature.Find(scheme) is { Admitted.TokenType: JwtTokenType.Access } result)
            {
                if (found is not null)
                {
                    return ComposeAsync(context, guard, feature);
                }

                found = result;
            }
        }

        if (found is null)
        {
            return default;
        }

        var current = CurrentUser(context);
        if (IsUserAlready(current, feature, found))
        {
            return default;
        }

        if (guard.TransformsClaims || HasOthers(current, found.Scheme))
        {
            return ComposeAsync(context, guard, feature);
        }

        // The one that counts: nobody else is there, and perhaps nobody asks.
        found.IsTicketed = true;
        feature.SetUser(found.Admitted!);
        if (!ReferenceEquals(current, feature))
        {
            context.Features[typeof(IHttpAuthenticationFeature)] = feature;
        }

        return default;
    }

    private static async ValueTask ComposeAsync(HttpContext context, ActiveGuard guard, JwtSecurityFeature feature)
    {
        var transformation = guard.TransformsClaims ? context.RequestServices.GetRequiredService<IClaimsTransformation>() : null;
        var before = CurrentUser(context)?.User?.Identities.Where(identity => identity.IsAuthenticated).ToArray() ?? [];
        var identities = new List<ClaimsIdentity>();
        ClaimsPrincipal? principal = null;
        foreach (var (_, scheme) in guard.Requirements)
        {
            if (feature.Find(scheme) is not { Admitted: { TokenType: JwtTokenType.Access } credentials } result)
            {
                continue;
            }

            if (IsUserAlready(CurrentUser(context), feature, result))
            {
                identities.AddRange(before.Where(identity => identity.AuthenticationType == scheme.Name));
            }
            else
            {
                result.IsTicketed = true;
                principal = transformation is null ? credentials.Principal : await transformation.TransformAsync(credentials.Principal);
                identities.AddRange(principal.Identities);
            }
        }

        // What other schemes found stays; what these found before, in another token, goes.
        identities.AddRange(before.Where(identity => !Array.Exists(guard.Requirements, each => each.Scheme.Name == identity.AuthenticationType)));

        // A transformation may have made a principal of its own class.
        context.User = principal is not null && principal.Identities.SequenceEqual(identities) ? principal : new ClaimsPrincipal(identities);
    }

    // The handler made the user from these very credentials. A copy of its identity is known by its name, as long as only one token was seen.
    private static bool IsUserAlready(IHttpAuthenticationFeature? current, JwtSecurityFeature feature, SchemeResult result)
    {
        if (!result.IsTicketed || current is null)
        {
            return false;
        }

        return current is JwtSecurityFeature own && own.IsUser(result.Admitted!)
            || current.User is { } user
                && (ReferenceEquals(user, result.Admitted!.Principal) || (!feature.UserMayBeOlder && user.Identities.Any(identity => identity.AuthenticationType == result.Scheme.Name)));
    }

    private static bool HasOthers(IHttpAuthenticationFeature? current, JwtSecurityScheme scheme) =>
        current?.User is { } user
        && user.Identities.Any(identity => identity.IsAuthenticated && identity.AuthenticationType != scheme.Name);

    // HttpContext.User would make an empty principal only to look at it.
    private static IHttpAuthenticationFeature? CurrentUser(HttpContext context) =>
        context.Features[typeof(IHttpAuthenticationFeature)] as IHttpAuthenticationFeature;
}
