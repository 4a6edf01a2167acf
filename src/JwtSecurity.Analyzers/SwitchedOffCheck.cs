using Microsoft.CodeAnalysis;

namespace JwtSecurity.Analyzers;

/// <summary>
/// A place where <c>CheckBrowserOrigin</c> is set to <see langword="false"/>, and for whom.
/// </summary>
internal sealed class SwitchedOffCheck(string? scheme, string? set, Location location)
{
    public Location Location => location;

    /// <summary>Whether the endpoint's scheme may be one of those. A scheme or set that is not known may be any.</summary>
    public bool Concerns(CookieEndpoint endpoint) => (scheme is null || scheme == endpoint.Scheme) && (set is null || set == endpoint.Set);
}
