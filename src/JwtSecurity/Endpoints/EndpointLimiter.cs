using System.Net.Sockets;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Counts what is tried at a set's token endpoints, however many of a kind are mapped.
/// </summary>
internal sealed class EndpointLimiter : IDisposable
{
    private const int NetworkBytes = 8;

    private readonly PartitionedRateLimiter<(string Address, string Name)> _logins;
    private readonly PartitionedRateLimiter<(string Address, int Token)> _refreshes;

    public EndpointLimiter(JwtEndpointOptions options)
    {
        // First what is cheap to exhaust: a client that tries many names is stopped before it makes a partition for each.
        _logins = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<(string Address, string Name), string>(login => Partition(login.Address, options.LoginLimitPerAddress)),
            PartitionedRateLimiter.Create<(string Address, string Name), (string, string)>(login => Partition(login, options.LoginLimit)));
        _refreshes = PartitionedRateLimiter.Create<(string Address, int Token), (string, int)>(refresh => Partition(refresh, options.RefreshLimit));
    }

    /// <summary>Counts a login. How the name is written does not matter, as it does not to most that look names up: its case, spaces around it, accents as characters of their own.</summary>
    public RateLimitLease TryLogIn(HttpContext context, string username) =>
        _logins.AttemptAcquire((AddressOf(context), username.Trim().Normalize(NormalizationForm.FormKC).ToUpperInvariant()));

    /// <summary>Counts a refresh. Tokens are told apart by a hash that nobody outside this process can foresee.</summary>
    public RateLimitLease TryRefresh(HttpContext context, ReadOnlySpan<char> token) => _refreshes.AttemptAcquire((AddressOf(context), string.GetHashCode(token, StringComparison.Ordinal)));

    public void Dispose()
    {
        _logins.Dispose();
        _refreshes.Dispose();
    }

    private static RateLimitPartition<TKey> Partition<TKey>(TKey key, int limit) => limit == 0
        ? RateLimitPartition.GetNoLimiter(key)
        : RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1) });

    // Whoever has an IPv6 address has a network of them.
    private static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return address switch
        {
            null => "",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)),
            _ => address.ToString(),
        };
    }
}
