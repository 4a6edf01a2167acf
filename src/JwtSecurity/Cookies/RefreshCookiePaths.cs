using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace JwtSecurity;

/// <summary>
/// Where a set's refresh cookie is sent, unless an option says it: to the endpoints that take it, and to nothing else. Known when the application starts.
/// </summary>
internal sealed class RefreshCookiePaths
{
    private static readonly string[] s_everywhere = ["/"];

    private volatile string[] _paths = s_everywhere;

    /// <summary>The paths, for requests below a path base.</summary>
    public IReadOnlyList<string> Below(PathString pathBase)
    {
        var paths = _paths;
        return ReferenceEquals(paths, s_everywhere) || !pathBase.HasValue ? paths : Array.ConvertAll(paths, path => pathBase.ToUriComponent() + path);
    }

    /// <summary>Says which endpoints take the cookie; none means that nobody knows, and it is sent everywhere.</summary>
    public void Set(IEnumerable<RouteEndpoint> endpoints)
    {
        var paths = endpoints.Select(PathOf).Distinct(StringComparer.Ordinal).ToArray();

        // A cookie of "/auth" goes to "/auth/logout" by itself; with one for each, two would arrive.
        string[] apart = [.. paths.Where(path => !Array.Exists(paths, other => IsAbove(other, path)))];
        _paths = apart.Length == 0 || apart.Contains("/") ? s_everywhere : apart;
    }

    // As far as it is fixed: from the first parameter on it may be anything.
    private static string PathOf(RouteEndpoint endpoint)
    {
        var literals = endpoint.RoutePattern.PathSegments
            .TakeWhile(segment => segment is { IsSimple: true, Parts: [RoutePatternLiteralPart] })
            .Select(segment => ((RoutePatternLiteralPart)segment.Parts[0]).Content);
        return new PathString("/" + string.Join('/', literals)).ToUriComponent();
    }

    // RFC 6265, 5.1.4.
    private static bool IsAbove(string one, string other) =>
        one.Length < other.Length && other.StartsWith(one, StringComparison.Ordinal) && (one.EndsWith('/') || other[one.Length] == '/');
}
