using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace JwtSecurity;

/// <summary>
/// Keeps this process's lists of revocations up to date, and clears the store of what has expired. One for the application; it runs where a set has sessions.
/// </summary>
/// <remarks>
/// Every poll reads everything that is revoked and has not ended: there is no watermark that a late commit could slip under. The first one is made before
/// the application serves, and its failure stops the start; a later failure leaves the lists as they are.
/// </remarks>
internal sealed class RevocationPoller(JwtSecuritySets sets, JwtSchemeEnvironment environment, IHostEnvironment? host = null) : BackgroundService, IHostedLifecycleService
{
    private const int DeletedAtOnce = 1000;
    private static readonly TimeSpan s_cleanUpInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_patienceWithCleanUp = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_watchAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_watchAgainAtLast = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_restAfterNews = TimeSpan.FromMilliseconds(100);

    // One call of the store's is as good as many: what is read after the last has all they were about.
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _isDeaf;
    private bool _isOn;
    private bool _wasStale;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // What is wrong with the configuration is said in one place, with everything else that is.
        var findings = new StartupFindings();
        sets.Check(findings);
        if (!findings.IsEmpty || sets.Sessions is not [var first, ..] sessions)
        {
            return;
        }

        _isOn = true;
        sets.Reloaded += Wake;
        if (first.Store is InMemorySessionStore && host?.IsDevelopment() == false)
        {
            first.Logger.SessionsInMemory();
        }

        if (sessions.Any(each => each.HasToPoll))
        {
            await ReadAsync(first.Store, cancellationToken);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        base.Dispose();
        sets.Reloaded -= Wake;
    }

    /// <summary>Reads what is revoked, where other processes revoke. Failures are logged.</summary>
    internal async Task PollAsync(CancellationToken cancellationToken)
    {
        var sessions = sets.Sessions;
        if (sessions.Any(each => each.HasToPoll))
        {
            await PollAsync(sessions, cancellationToken);
        }
    }

    /// <summary>Forgets and deletes what has expired, in batches: none of them locks much, or is waited for longer than a while. Failures are logged.</summary>
    internal async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        var sessions = sets.Sessions;
        try
        {
            foreach (var each in sessions)
            {
                each.Revocations.Prune();
            }

            while (await DeleteBatchAsync(sessions[0].Store, cancellationToken) >= DeletedAtOnce)
            {
                // There are more.
            }
        }
#pragma warning disable CA1031 // Nobody waits for it; there is a next time.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            sessions[0].Logger.SessionCleanupFailed(exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_isOn)
        {
            return;
        }

        var first = sets.Sessions[0];
        var watching = first.Store.IsShared ? WatchAsync(first, stoppingToken) : Task.CompletedTask;

        // Beside each other: what is revoked is read while the store has a backlog to delete.
        var (polling, cleaningUp) = (PollNowAndThenAsync(stoppingToken), CleanUpNowAndThenAsync(stoppingToken));
        try
        {
            await await Task.WhenAny(polling, cleaningUp);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(polling, cleaningUp, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PollNowAndThenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var isToldOfNews = await WaitAsync(cancellationToken);
            await PollAsync(cancellationToken);
            if (isToldOfNews)
            {
                // However many are revoked in a second, they are not read all over again for each.
                await Task.Delay(s_restAfterNews, environment.TimeProvider, cancellationToken);
            }
        }
    }

    // Until it is time, or the store says that something has changed, or the options have: whether there is such news.
    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var sessions = sets.Sessions;
        var interval = sessions.Any(each => each.HasToPoll) ? sessions.Min(each => each.Options.RevocationPollInterval) : Timeout.InfiniteTimeSpan;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(interval, environment.TimeProvider, waiting.Token), _changed.Reader.WaitToReadAsync(waiting.Token).AsTask());
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return _changed.Reader.TryRead(out _);
    }

    private async Task PollAsync(IReadOnlyList<SessionSettings> sessions, CancellationToken cancellationToken)
    {
        var first = sessions[0];
        try
        {
            // A store that hangs is one that does not answer.
            using var patience = new CancellationTokenSource(sessions.Min(each => each.Options.MaxStaleness), environment.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            await ReadAsync(first.Store, either.Token);
        }
#pragma warning disable CA1031 // Whatever a store throws: the lists stay as they are, and the next poll is soon.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            first.Logger.RevocationsUnreadable(exception);
        }

        Report(sessions);
    }

    private async Task ReadAsync(JwtSessionStore store, CancellationToken cancellationToken)
    {
        // What is committed after this moment may be missing, so this is how old the lists are.
        var begun = sets.Sessions.Select(sessions => (List: sessions.Revocations, sessions.Revocations.Timestamp)).ToArray();
        await foreach (var revocation in store.ReadRevocationsAsync(cancellationToken))
        {
            sets.FindRevocations(revocation.SetName)?.Add(revocation);
        }

        foreach (var (list, timestamp) in begun)
        {
            list.MarkRead(timestamp);
            list.Prune();
        }
    }

    private void Report(IReadOnlyList<SessionSettings> sessions)
    {
        var stale = sessions.FirstOrDefault(each => each.IsStale);
        if (stale is not null && !_wasStale)
        {
            stale.Logger.RevocationsStale(stale.Revocations.Age);
        }
        else if (stale is null && _wasStale)
        {
            sessions[0].Logger.RevocationsFresh();
        }

        _wasStale = stale is not null;
    }

    private async Task CleanUpNowAndThenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(s_cleanUpInterval, environment.TimeProvider, cancellationToken);
            await CleanUpAsync(cancellationToken);
        }
    }

    private async ValueTask<int> DeleteBatchAsync(JwtSessionStore store, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patienceWithCleanUp, environment.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        return await store.DeleteExpiredAsync(DeletedAtOnce, either.Token);
    }

    private async Task WatchAsync(SessionSettings sessions, CancellationToken cancellationToken)
    {
        var pause = s_watchAgain;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await sessions.Store.WatchRevocationsAsync(() => Hear(sessions), cancellationToken);
                return;
            }
#pragma warning disable CA1031 // Whatever it is: the poll goes on meanwhile.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (!cancellationToken.IsCancellationRequested && !Interlocked.Exchange(ref _isDeaf, true))
                {
                    sessions.Logger.RevocationWatchFailed(exception);
                    pause = s_watchAgain;
                }
            }

            await Task.Delay(pause, environment.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause + pause < s_watchAgainAtLast ? pause + pause : s_watchAgainAtLast;
        }
    }

    private void Hear(SessionSettings sessions)
    {
        if (Interlocked.Exchange(ref _isDeaf, false))
        {
            sessions.Logger.RevocationWatchRestored();
        }

        Wake();
    }

    // What was asked of the store each time may now be asked of a list that knows nothing yet, and what was read every minute may be due every second.
    private void Wake(object? sender, EventArgs e) => Wake();

    private void Wake() => _changed.Writer.TryWrite(true);
}
