using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Runs each operation of the store in a context of its own: outside a transaction of the caller's, repeated where the context's execution strategy or the database asks for that,
/// and within a time limit.
/// </summary>
internal sealed class StoreOperations(IContextSource contexts, TimeProvider timeProvider)
{
    // Each repetition means that somebody else has written meanwhile, and most then find nothing left to write.
    private const int MaximumAttempts = 100;

    private StoreDatabase? _database;

    /// <summary>Gets how long an operation may take, with its repetitions and with all its waiting: the library waits for it, whatever becomes of the request.</summary>
    /// <remarks>
    /// Well below the grace period of refresh tokens, which begins with the reading of the row: a client that was not answered, or was answered with 503 although its token was replaced, has to find some of it left.
    /// </remarks>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs an operation that only reads.</summary>
    public ValueTask<T> ReadAsync<T>(Func<SessionData, CancellationToken, Task<T>> operation, CancellationToken cancellationToken) =>
        RunAsync(operation, isWriting: false, cancellationToken);

    /// <summary>Runs an operation that writes. It may be run again after it was committed, if the answer to that was lost, and has to recognise its own work.</summary>
    public ValueTask<T> WriteAsync<T>(Func<SessionData, CancellationToken, Task<T>> operation, CancellationToken cancellationToken) =>
        RunAsync(operation, isWriting: true, cancellationToken);

    /// <summary>Runs an operation that writes, until it does not say with <see langword="null"/> that the rows have changed since it read them.</summary>
    public ValueTask<T> WriteAgainAsync<T>(Func<SessionData, CancellationToken, Task<T?>> operation, CancellationToken cancellationToken)
        where T : class =>
        WriteAsync(
            async (data, cancel) =>
            {
                for (var attempt = 0; attempt < MaximumAttempts; attempt++)
                {
                    using var waiting = data.BeginAttempt();
                    if (await operation(data, cancel) is { } written)
                    {
                        return written;
                    }
                }

                throw new DbUpdateConcurrencyException($"A session changed {MaximumAttempts} times while it was to be written.");
            },
            cancellationToken);

    /// <summary>Looks at the model of the context, without its database.</summary>
    /// <exception cref="InvalidOperationException">Sessions cannot be kept there: the message says what to write.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var lease = await contexts.RentAsync(cancellationToken);
        DatabaseOf(lease.Context);
    }

    /// <summary>Listens for revocations on a connection of its own, as long as the application runs.</summary>
    public async Task WatchAsync(Action changed, CancellationToken cancellationToken)
    {
        await using var lease = await contexts.RentAsync(cancellationToken);
        await DatabaseOf(lease.Context).WatchAsync(lease.Context, AnnounceAsync, changed, cancellationToken);
    }

    private async Task AnnounceAsync(CancellationToken cancellationToken) =>
        await WriteAsync(
            async (data, cancel) =>
            {
                await data.AnnounceAsync(cancel);
                return true;
            },
            cancellationToken);

    private async ValueTask<T> RunAsync<T>(Func<SessionData, CancellationToken, Task<T>> operation, bool isWriting, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        var begun = TimeProvider.System.GetTimestamp();

        // A connection joins the transaction that is current where it is opened, and what is done here has to stay when that one is rolled back.
        using var outside = Transaction.Current is null ? null : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        try
        {
            await using var lease = await contexts.RentAsync(limit.Token);
            var database = DatabaseOf(lease.Context);
            using var turn = isWriting ? await database.TakeTurnAsync(limit.Token) : null;
            return await AttemptAsync(new SessionData(lease.Context, database, () => TimeLimit - TimeProvider.System.GetElapsedTime(begun)), operation, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The database did not answer within {TimeLimit.TotalSeconds} seconds.", exception);
        }
    }

    private static async Task<T> AttemptAsync<T>(SessionData data, Func<SessionData, CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        var strategy = data.Context.Database.CreateExecutionStrategy();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await strategy.ExecuteAsync(
                    async cancel =>
                    {
                        using var waiting = data.BeginAttempt();
                        return await operation(data, cancel);
                    },
                    cancellationToken);
            }
            catch (Exception exception) when (attempt < MaximumAttempts && WasRolledBack(exception))
            {
            }
        }
    }

    // SQLSTATE 40001 and 40P01: the database undid a transaction that could not go on beside another one, and expects it again. The first comes where an administrator has made
    // a stricter isolation the default.
    private static bool WasRolledBack(Exception? exception) =>
        exception is not null && (exception is DbException { SqlState: "40001" or "40P01" } || WasRolledBack(exception.InnerException));

    private StoreDatabase DatabaseOf(DbContext context) =>
        _database ?? Interlocked.CompareExchange(ref _database, StoreDatabase.Of(context, timeProvider), null) ?? _database;
}
