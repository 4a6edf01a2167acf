using System.Collections.Concurrent;

namespace JwtSecurity;

/// <summary>
/// The limiters of all sets, made anew where a set's limits have changed.
/// </summary>
internal sealed class EndpointLimiters : IDisposable
{
    private readonly ConcurrentDictionary<string, (EndpointLimiter Limiter, int Login, int PerAddress, int Refresh)> _limiters = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public EndpointLimiter Get(string? setName, JwtEndpointOptions options)
    {
        var key = setName ?? "";
        if (_limiters.TryGetValue(key, out var known) && IsOf(known, options))
        {
            return known.Limiter;
        }

        lock (_gate)
        {
            if (!_limiters.TryGetValue(key, out known) || !IsOf(known, options))
            {
                // The one before is left to requests that still hold it.
                known = (new EndpointLimiter(options), options.LoginLimit, options.LoginLimitPerAddress, options.RefreshLimit);
                _limiters[key] = known;
            }

            return known.Limiter;
        }
    }

    public void Dispose()
    {
        foreach (var each in _limiters.Values)
        {
            each.Limiter.Dispose();
        }
    }

    private static bool IsOf((EndpointLimiter Limiter, int Login, int PerAddress, int Refresh) known, JwtEndpointOptions options) =>
        (known.Login, known.PerAddress, known.Refresh) == (options.LoginLimit, options.LoginLimitPerAddress, options.RefreshLimit);
}
