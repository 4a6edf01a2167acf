using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// SQLite: one file, one machine. The clock is the process's, which all processes of a machine share.
/// </summary>
/// <remarks>
/// One connection writes at a time. The others ask again every 150 milliseconds, on a blocked thread and in no order; so the writers of this process stand in
/// line before that, and only those of other processes, and the application's own, are left to it. A transaction holds the lock from its beginning, so whoever is in one is alone.
/// </remarks>
#pragma warning disable CA1001 // The semaphore holds nothing to dispose of: nobody asks for its wait handle.
internal sealed class SqliteDatabase(TimeProvider timeProvider) : StoreDatabase
#pragma warning restore CA1001
{
    public const string ProviderName = "Microsoft.EntityFrameworkCore.Sqlite";

    private readonly SemaphoreSlim _turn = new(1);

    public override Task<long> ReadClockAsync(DbContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(StoredTime.From(timeProvider.GetUtcNow()));
    }

    public override async Task<(SessionRow? Row, long Now)> ReadAsync(DbContext context, IQueryable<SessionRow> session, CancellationToken cancellationToken)
    {
        var row = await session.SingleOrDefaultAsync(cancellationToken);
        return (row, await ReadClockAsync(context, cancellationToken));
    }

    public override async ValueTask<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    public override IDisposable LimitWaiting(DbContext context, TimeSpan time) => new SqliteWait(context.Database, time);

    public override Task LockSubjectAsync(DbContext context, string setName, string subjectKey, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task AnnounceAsync(DbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task WatchAsync(DbContext context, Func<CancellationToken, Task> announceElsewhere, Action changed, CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
