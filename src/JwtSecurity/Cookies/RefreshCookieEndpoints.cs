using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtSecurity;

/// <summary>
/// Finds the endpoints that take a set's refresh cookie, and tells the cookie. Only where this library answers the refresh: what an application writes itself may read the cookie anywhere.
/// </summary>
internal static class RefreshCookieEndpoints
{
    public static void Tell(JwtSecurityRegistry registry, IReadOnlyList<RouteEndpoint> endpoints)
    {
        foreach (var set in registry.Sets)
        {
            if (endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<RefreshEndpoint>() is { } refresh && refresh.SetName == set.Name))
            {
                set.RefreshCookiePaths.Set(endpoints.Where(endpoint => Takes(endpoint.Metadata, set)));
            }
        }
    }

    private static bool Takes(EndpointMetadataCollection metadata, JwtSecurityRegistry.SetRegistration set) =>
        metadata.GetMetadata<TokenEndpoint>() is { } endpoint
            ? endpoint is RefreshEndpoint or LogoutEndpoint && endpoint.SetName == set.Name
            : set.Kinds.Where(kind => kind is { TokenType: JwtTokenType.Refresh, ReadsCookie: true }).Any(kind => IsSecuredBy(kind, set.Name, metadata));

    private static bool IsSecuredBy(JwtSchemeKind kind, string? setName, EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<EndpointGuard>()?.Names(kind, setName) == true
        || metadata.GetOrderedMetadata<JwtSecurityAttribute>().Any(attribute => attribute.Kind == kind && attribute.Name == setName);
}
