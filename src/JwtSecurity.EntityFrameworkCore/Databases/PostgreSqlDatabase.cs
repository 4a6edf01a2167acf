using System.Data;
using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// PostgreSQL: many nodes. The clock is the server's, nodes are told of revocations by <c>NOTIFY</c>, and all SQL that only PostgreSQL understands is here.
/// </summary>
internal sealed class PostgreSqlDatabase : StoreDatabase
{
    public const string ProviderName = "Npgsql.EntityFrameworkCore.PostgreSQL";

    // Not now(), which stands still within a transaction.
    private const string Clock = """SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint AS "Value" """;

    private const string Channel = "jwtsecurity_revocations";

    // Apart from the numbers under which the application may lock something by the same text.
    private const long LockSeed = 0x4A77745365637572;

    private static readonly TimeSpan s_trial = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(2);

    public override Task<long> ReadClockAsync(DbContext context, CancellationToken cancellationToken) =>
        context.Database.SqlQueryRaw<long>(Clock).SingleAsync(cancellationToken);

    // One journey for both: a statement sees what was committed before it began, and reads the clock after that.
    public override async Task<(SessionRow? Row, long Now)> ReadAsync(DbContext context, IQueryable<SessionRow> session, CancellationToken cancellationToken)
    {
        var reading = await context.Database.SqlQueryRaw<long>(Clock)
            .SelectMany(now => session.DefaultIfEmpty(), (now, row) => new { Now = now, Row = row })
            .SingleAsync(cancellationToken);
        return (reading.Row, reading.Now);
    }

    public override ValueTask<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken) => default;

    // A command that waits is cancelled.
    public override IDisposable? LimitWaiting(DbContext context, TimeSpan time) => null;

    // Given back at the end of the transaction. Two subjects of the same hash wait for each other without need, and that is all.
    public override Task LockSubjectAsync(DbContext context, string setName, string subjectKey, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({setName + "\n" + subjectKey}, {LockSeed}))", cancellationToken);

    public override Task AnnounceAsync(DbContext context, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, '')", cancellationToken);

    public override async Task WatchAsync(DbContext context, Func<CancellationToken, Task> announceElsewhere, Action changed, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        var waitAsync = NotificationWait.Of(context.Database.GetDbConnection());
        try
        {
            await context.Database.ExecuteSqlRawAsync($"LISTEN {Channel}", cancellationToken);
            await announceElsewhere(cancellationToken);
            await ThrowIfUnheardAsync(waitAsync, cancellationToken);
            while (true)
            {
                // At first as well: what was announced before anybody listened was told to nobody.
                changed();

                // After a long silence a query tells whether the connection is alive. What is announced meanwhile does not end the wait, hence the call after it.
                if (!await waitAsync(s_silence, cancellationToken))
                {
                    await ReadClockAsync(context, cancellationToken);
                }
            }
        }
        finally
        {
            await StopListeningAsync(context);
        }
    }

    // A pool of connections on the way says yes to LISTEN, and another connection than the one that waits hears what comes of it.
    private static async Task ThrowIfUnheardAsync(Func<TimeSpan, CancellationToken, Task<bool>> waitAsync, CancellationToken cancellationToken)
    {
        if (!await waitAsync(s_trial, cancellationToken))
        {
            throw new InvalidOperationException(
                $"PostgreSQL took LISTEN, and what was announced for trial did not come within {s_trial.TotalSeconds} seconds. Is there a pool of connections on the way, such as PgBouncer with pool_mode=transaction? "
                + "Behind one, nodes learn of revocations by the poll alone.");
        }
    }

    // The connection goes back to the provider's pool, where it would go on listening, and nobody would read what it hears.
    private static async Task StopListeningAsync(DbContext context)
    {
        if (context.Database.GetDbConnection().State == ConnectionState.Open)
        {
            using var limit = new CancellationTokenSource(s_goodbye);
            await context.Database.ExecuteSqlRawAsync($"UNLISTEN {Channel}", limit.Token);
        }
    }
}
