using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// What databases do differently: the clock, waiting for others, and being told. Everything else is the same query for each.
/// </summary>
internal abstract class StoreDatabase
{
    /// <summary>Gives the one a context uses.</summary>
    /// <exception cref="InvalidOperationException">It is one that this library was not tried with.</exception>
    public static StoreDatabase Of(DbContext context, TimeProvider timeProvider) => Of(context.Database.ProviderName, context.GetType().Name, timeProvider);

    internal static StoreDatabase Of(string? providerName, string contextName, TimeProvider timeProvider) => providerName switch
    {
        SqliteDatabase.ProviderName => new SqliteDatabase(timeProvider),
        PostgreSqlDatabase.ProviderName => new PostgreSqlDatabase(),
        var other => throw new InvalidOperationException(
            $"JwtSecurity is not configured correctly. {contextName} uses {other}, and AddEntityFrameworkStore knows SQLite and PostgreSQL: that refresh tokens rotate once, and that texts are compared exactly, "
            + "was not tried elsewhere. Use a context of one of these, or derive a store from JwtSessionStore."),
    };

    /// <summary>Reads the store's clock.</summary>
    public abstract Task<long> ReadClockAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>Reads one session, if it is there, and the clock not before it.</summary>
    public abstract Task<(SessionRow? Row, long Now)> ReadAsync(DbContext context, IQueryable<SessionRow> session, CancellationToken cancellationToken);

    /// <summary>Waits until this process may write; disposing of the result lets the next one.</summary>
    public abstract ValueTask<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken);

    /// <summary>Has commands of a context wait for others no longer than a time, where cancelling them would not end that. Disposing of the result has them wait as before.</summary>
    public abstract IDisposable? LimitWaiting(DbContext context, TimeSpan time);

    /// <summary>Within a transaction, waits until no other one has this subject's sessions locked, and locks them.</summary>
    public abstract Task LockSubjectAsync(DbContext context, string setName, string subjectKey, CancellationToken cancellationToken);

    /// <summary>Within a transaction, has every node told of a revocation when it is committed.</summary>
    public abstract Task AnnounceAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>Listens for what <see cref="AnnounceAsync"/> announces, on any node.</summary>
    /// <param name="context">A context that nobody else uses meanwhile.</param>
    /// <param name="announceElsewhere">Announces something on another connection, for trial.</param>
    /// <param name="changed">Called when it listens, and for every announcement.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <returns>A task that runs as long as it listens, and ends at once where the database announces nothing.</returns>
    public abstract Task WatchAsync(DbContext context, Func<CancellationToken, Task> announceElsewhere, Action changed, CancellationToken cancellationToken);
}
