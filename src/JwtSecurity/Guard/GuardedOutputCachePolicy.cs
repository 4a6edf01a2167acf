using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;

namespace JwtSecurity;

/// <summary>
/// Keeps what is guarded out of the output cache, which stands before every guard and would answer in its place.
/// </summary>
internal sealed class GuardedOutputCachePolicy : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (DependsOnCredentials(context.HttpContext))
        {
            context.AllowCacheStorage = false;
        }

        return default;
    }

    // An anonymous answer of an optional guard counts too: it must not be served to somebody who has logged in.
    private static bool DependsOnCredentials(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<EndpointGuard>() is not null || metadata?.GetMetadata<TokenResponse>() is not null)
        {
            return true;
        }

        return JwtSecurityFeature.Get(context) is { } feature && (feature.TokenWasSent || metadata?.GetMetadata<IAuthorizeData>() is not null);
    }
}
