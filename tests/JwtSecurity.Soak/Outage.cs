using System.Diagnostics;
using Npgsql;

namespace JwtSecurity.Soak;

/// <summary>
/// PostgreSQL goes away while clients refresh, or has no connection for them: they are told to come back, and nobody is logged out.
/// </summary>
internal static class Outage
{
    // Longer than the database is away: whose answer was lost with it comes back in time.
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(Databases databases, Promises promises, bool quick)
    {
        Console.WriteLine("| what | away | refreshed before | meanwhile: 503 sessions_unavailable | meanwhile: access tokens accepted | until everybody refreshes again |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        await StopAsync(databases, promises, quick ? 1 : 10, quick ? 200 : 2_000);
        await ExhaustAsync(databases, promises, quick ? 100 : 1_000);
    }

    private static async Task StopAsync(Databases databases, Promises promises, int outages, int refusals)
    {
        var database = await databases.CreatePostgreSqlAsync();
        await using var server = await ServerProcess.StartAsync(database, s_grace);
        var crowd = new Crowd(database, server.Client, promises);
        await crowd.LoginAsync(clients: 16, sessionsOfEach: 25);
        using var stop = new CancellationTokenSource();
        var running = crowd.RunAsync(stop.Token);
        for (var outage = 1; outage <= outages; outage++)
        {
            var before = crowd.Refreshed + refusals;
            await Wait.UntilAsync(() => crowd.Refreshed >= before, "clients refresh");
            await MeasureAsync(crowd, $"stop {outage} of PostgreSQL, immediate", refusals, databases.PostgreSql.CrashAsync, databases.PostgreSql.StartAsync);
        }

        await stop.CancelAsync();
        await running;
        await crowd.CheckAsync();

        // This process's own connections have met the same fate.
        NpgsqlConnection.ClearAllPools();
    }

    // Two connections: one listens for revocations, and the other waits for a lock that this process holds.
    private static async Task ExhaustAsync(Databases databases, Promises promises, int refusals)
    {
        var database = await databases.CreatePostgreSqlAsync();
        await using var server = await ServerProcess.StartAsync(database, s_grace, database.ConnectionString + ";Maximum Pool Size=2;Timeout=1");
        var crowd = new Crowd(database, server.Client, promises);
        await crowd.LoginAsync(clients: 64, sessionsOfEach: 2);
        using var stop = new CancellationTokenSource();
        var running = crowd.RunAsync(stop.Token);
        await crowd.EverybodyRefreshesAsync();

        await using var connection = await database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await MeasureAsync(
            crowd,
            "no free connection, `Maximum Pool Size=2`, 64 clients",
            refusals,
            async () =>
            {
                await using var command = connection.CreateCommand();
                (command.CommandText, command.Transaction) = ("""LOCK TABLE "JwtSessions" IN ACCESS EXCLUSIVE MODE""", transaction);
                await command.ExecuteNonQueryAsync();
            },
            () => transaction.CommitAsync());

        await stop.CancelAsync();
        await running;
        await crowd.CheckAsync();
    }

    private static async Task MeasureAsync(Crowd crowd, string what, int refusals, Func<Task> takeAwayAsync, Func<Task> giveBackAsync)
    {
        var (refreshed, unavailable, accepted) = (crowd.Refreshed, crowd.Unavailable, crowd.Accepted);
        var away = Stopwatch.StartNew();
        await takeAwayAsync();
        await Wait.UntilAsync(() => crowd.Unavailable >= unavailable + refusals, "refreshes are answered 503");
        await giveBackAsync();
        away.Stop();
        (unavailable, accepted) = (crowd.Unavailable - unavailable, crowd.Accepted - accepted);
        var back = Stopwatch.StartNew();
        await crowd.EverybodyRefreshesAsync();
        Console.WriteLine($"| {what} | {away.Elapsed.TotalSeconds:F1} s | {refreshed} | {unavailable} | {accepted} | {back.Elapsed.TotalMilliseconds:F0} ms |");
    }
}
