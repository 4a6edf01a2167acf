using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Jwks;

/// <summary>
/// The keys of another service. They are fetched in the background again and again, and when a token names one that is not there; never twice at a time.
/// </summary>
/// <remarks>
/// Whatever the endpoint does, the last good keys stay. Only a request whose token names an unknown key ever waits, and only for a fetch that it shares with all others.
/// </remarks>
internal sealed class JwksKeySource : SigningKeySource, IHostedService, IDisposable
{
    private static readonly TimeSpan s_connectionLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);

    private readonly Uri _address;
    private readonly JwksOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly HttpClient? _ownClient;
    private readonly JwksClient _client;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Task<bool>? _fetching;
    private long? _lastCausedByToken;
    private volatile bool _lastFailed;
    private string _skipped = "";
    private Task _refreshing = Task.CompletedTask;

    public JwksKeySource(Uri address, JwksOptions options, TimeProvider timeProvider, ILogger logger)
    {
        _address = address;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
        _ownClient = options.HttpClient is null ? CreateClient() : null;
        var documents = new JwksDocumentRetriever(options.HttpClient ?? _ownClient!, options.Timeout, timeProvider, _stopping.Token);
        _client = new JwksClient(address, documents, _stopping.Token);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The start does not wait: an application must be able to start while its issuer is away, and a token that comes before the keys waits for them.
        _refreshing = Task.Run(RefreshAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        // The source itself stays: requests and fetches that have begun may still look at it.
        _stopping.Cancel();
        _ownClient?.Dispose();
    }

    protected override bool IsOfAnotherService => true;

    protected override async ValueTask FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var since = _timeProvider.GetTimestamp();

        // One that is under way may have begun before the key was published.
        if (!_lastFailed && Volatile.Read(ref _fetching) is { } begun)
        {
            await WaitAsync(begun, since, cancellationToken);
            if (Keys.Any(key => key.KeyId == keyId))
            {
                return;
            }
        }

        await WaitAsync(FetchForToken(), since, cancellationToken);
    }

    // RFC 8725, 3.8 and 3.9: that a key signed a token says neither who asked for it nor what it is for.
    protected override IEnumerable<string> Check(JwtSchemeOptions options)
    {
        if (options.Issuer is null && !_options.AcceptAnyIssuer)
        {
            yield return "AddJwks accepts the tokens of another service, and Issuer is not set. Set it to what they have in 'iss': AddJwtSecurity(options => options.Issuer = \"https://login.example.com\"). "
                + $"Only if they have none, set {nameof(JwksOptions.AcceptAnyIssuer)} in AddJwks.";
        }

        if (options.Audiences.Count == 0 && !_options.AcceptAnyAudience)
        {
            yield return "AddJwks accepts the tokens of another service, and Audiences is empty: those it made for others would be accepted here. Add what its tokens for this service have in 'aud': "
                + $"AddJwtSecurity(options => options.Audiences.Add(\"https://orders.example.com\")). Only if they have none, set {nameof(JwksOptions.AcceptAnyAudience)} in AddJwks.";
        }
    }

    private static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = s_connectionLifetime })
        {
            // The retriever has one of its own, which counts the body too.
            Timeout = Timeout.InfiniteTimeSpan,
        };

    private async Task RefreshAsync()
    {
        for (var failures = 0; ;)
        {
            failures = await Fetch() ? 0 : failures + 1;
            await Task.Delay(failures == 0 ? _options.AutomaticRefreshInterval : RetryAfter(failures), _timeProvider, _stopping.Token);
        }
    }

    // One second, two, four, and so on: a short outage is over soon, and a long one is no reason to knock every second.
    private TimeSpan RetryAfter(int failures)
    {
        var doubled = s_firstRetry * Math.Pow(2, Math.Min(failures - 1, 16));
        return doubled < _options.RefreshInterval ? doubled : _options.RefreshInterval;
    }

    // One timeout for all that a request waits for.
    private async Task WaitAsync(Task fetch, long since, CancellationToken cancellationToken)
    {
        var left = _options.Timeout - _timeProvider.GetElapsedTime(since);
        try
        {
            await fetch.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The token is refused; the fetch goes on for the next one.
        }
    }

    private Task<bool> Fetch()
    {
        lock (_gate)
        {
            return _fetching ??= Task.Run(FetchAsync);
        }
    }

    // Anybody can send tokens that name unknown keys. What the timer fetches does not count: it must not keep a new key out. Where the last fetch failed, the next one is
    // likely to, after a while, and one request that waits for it is enough.
    private Task FetchForToken()
    {
        lock (_gate)
        {
            var isAllowed = _lastCausedByToken is not { } last || _timeProvider.GetElapsedTime(last) >= _options.RefreshInterval;
            if (!isAllowed && (_lastFailed || _fetching is null))
            {
                return Task.CompletedTask;
            }

            if (isAllowed)
            {
                _lastCausedByToken = _timeProvider.GetTimestamp();
            }

            return Fetch();
        }
    }

    /// <summary>Fetches the keys and puts them in place.</summary>
    /// <returns>Whether they came.</returns>
    private async Task<bool> FetchAsync()
    {
        try
        {
            Use(await _client.FetchAsync());
            _lastFailed = false;
            return true;
        }
#pragma warning disable CA1031 // Whatever comes back from the network, or a client of the application's: the keys stay, and it is said why.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailure(exception);
            _lastFailed = true;
            return false;
        }
        finally
        {
            lock (_gate)
            {
                _fetching = null;
            }
        }
    }

    private void Use(JwksKeySet fetched)
    {
        if (fetched.Skipped != _skipped)
        {
            _skipped = fetched.Skipped;
            _logger.KeysSkipped(_address, _skipped);
        }

        // The same keys again are no change: the tokens that are remembered stay so.
        if (!fetched.Keys.Select(key => key.ToJwk()).SequenceEqual(Keys.Select(key => key.ToJwk()), StringComparer.Ordinal))
        {
            Replace(fetched.Keys);
            _logger.KeysChanged(_address, fetched.Keys.Count);
        }
    }

    private void LogFailure(Exception exception)
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        var reason = exception is JwksException ? exception.Message : $"{exception.GetType().Name}, {exception.Message}";
        if (Keys.Count == 0)
        {
            _logger.NoKeysYet(_address, reason);
        }
        else
        {
            _logger.KeysNotFetched(_address, reason);
        }
    }
}
