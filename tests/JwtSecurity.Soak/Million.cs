using System.Diagnostics;

namespace JwtSecurity.Soak;

/// <summary>
/// A table of a million sessions, half of them long expired: rotations do not notice how large it is, nor that it is cleared up.
/// </summary>
internal static class Million
{
    // As many at once as the library deletes.
    private const int DeletedAtOnce = 1_000;

    private static readonly TimeSpan s_watch = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync(Databases databases, Promises promises, bool quick)
    {
        var rows = quick ? 20_000 : 1_000_000;
        var duration = TimeSpan.FromSeconds(quick ? 1 : 20);
        var watch = Stopwatch.StartNew();
        var small = await FillAsync(databases, 2_000);
        var large = await FillAsync(databases, rows);
        var (smallRotations, rotations) = (await Rotations.PrepareAsync(small), await Rotations.PrepareAsync(large));
        Console.WriteLine($"{rows} sessions, half of them expired: {await SizeAsync(large)} with indexes, made in {watch.Elapsed.TotalSeconds:F0} s.");
        Console.WriteLine();
        await ExplainAsync(large, rotations, promises);

        await smallRotations.RunAsync(promises, Until(duration / 4));
        Console.WriteLine("| sessions | beside | rotations/s | p50 | p99 | longest |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|");
        await MeasureAsync(smallRotations, promises, 2_000, "", Until(duration));
        await MeasureAsync(rotations, promises, rows, "", Until(duration));
        await using var cleaner = new Database(Database.PostgreSql, large.ConnectionString, "clean-up");
        var cleaning = CleanUpAsync(cleaner.Store);
        var watching = CountBlockedAsync(large, cleaning);
        await MeasureAsync(rotations, promises, rows, "the clean-up", () => !cleaning.IsCompleted);
        var (deleted, batches, longest, took) = await cleaning;
        var (looks, blocked) = await watching;
        await MeasureAsync(rotations, promises, rows - deleted, "", Until(duration));

        Console.WriteLine();
        Console.WriteLine($"The clean-up deleted {deleted} rows in {took.TotalSeconds:F1} s, {batches} batches, the longest {longest:F0} ms; of {looks} looks {blocked} saw a rotation wait for it.");
        Console.WriteLine($"{await UpdatesAsync(large)}.");
        promises.Keep(blocked == 0, "The clean-up blocks no rotation.");
        promises.Keep(deleted == rows / 2 && await large.CountAsync("\"JwtSessions\"") == rows - deleted, "The clean-up deletes all that has expired and nothing else.");
    }

    private static async Task<Database> FillAsync(Databases databases, int rows)
    {
        var database = await databases.CreatePostgreSqlAsync();
        await using (var server = await ServerProcess.StartAsync(database, gracePeriod: TimeSpan.Zero))
        {
            await server.Client.LoginAsync("ada");
        }

        await database.CopySessionAsync(rows, new()
        {
            ["SubjectKey"] = "'user' || n / 3",
            ["ExpiresAt"] = "CASE WHEN n % 2 = 0 THEN 1 ELSE \"ExpiresAt\" + n END",
            ["AccessTokensEndAt"] = "CASE WHEN n % 2 = 0 THEN 1 ELSE \"AccessTokensEndAt\" END",
        });
        await database.ExecuteAsync("VACUUM ANALYZE");
        return database;
    }

    private static async Task<string> SizeAsync(Database database) => (string)(await database.ExecuteAsync("""SELECT pg_size_pretty(pg_total_relation_size('"JwtSessions"'))"""))!;

    private static async Task ExplainAsync(Database database, Rotations rotations, Promises promises)
    {
        var plans = new Plans(database);
        await using var explained = new Database(Database.PostgreSql, database.ConnectionString, "explain", plans);
        promises.Keep(await rotations.RotateOneAsync(explained.Store) == JwtRotationStatus.Rotated, "The rotation whose plans are asked for is one.");
        promises.Keep(plans.All.Count == 2, $"A rotation is two statements, and not {plans.All.Count}.");
        foreach (var (sql, plan) in plans.All)
        {
            Console.WriteLine("```");
            Console.WriteLine(sql);
            Array.ForEach(plan, line => Console.WriteLine("    " + line));
            Console.WriteLine("```");
            Console.WriteLine();
            promises.Keep(plan.Count(line => line.Contains("Index Scan using \"PK_JwtSessions\"", StringComparison.Ordinal)) == 1, "A statement of a rotation looks the session up by the primary key, once.");
            promises.Keep(!plan.Any(line => line.Contains("Seq Scan", StringComparison.Ordinal)), "A statement of a rotation reads no table from end to end.");
        }
    }

    private static async Task MeasureAsync(Rotations rotations, Promises promises, int sessions, string beside, Func<bool> goesOn)
    {
        await rotations.RunAsync(promises, goesOn);
        var times = rotations.Milliseconds;
        Console.WriteLine($"| {sessions} | {beside} | {rotations.PerSecond:F0} | {Figures.Median(times):F2} ms | {Figures.Percentile(times, 99):F2} ms | {times.Max():F0} ms |");
    }

    // PostgreSQL leaves the indexes alone where no column of theirs changes and the page has room for the new row (HOT).
    private static async Task<string> UpdatesAsync(Database database) => (string)(await database.ExecuteAsync("""
        SELECT n_tup_upd || ' updates of a session counted, of which ' || round(100.0 * n_tup_hot_upd / greatest(n_tup_upd, 1)) || ' % wrote no index'
        FROM pg_stat_user_tables WHERE relname = 'JwtSessions'
        """))!;

    private static async Task<(int Deleted, int Batches, double Longest, TimeSpan Took)> CleanUpAsync(JwtSessionStore store)
    {
        var (deleted, batches, longest) = (0, 0, 0.0);
        var watch = Stopwatch.StartNew();
        int batch;
        do
        {
            var begin = Stopwatch.GetTimestamp();
            batch = await store.DeleteExpiredAsync(DeletedAtOnce, default);
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            (deleted, batches) = (deleted + batch, batches + 1);
        }
        while (batch >= DeletedAtOnce);
        return (deleted, batches, longest, watch.Elapsed);
    }

    private static async Task<(int Looks, int Blocked)> CountBlockedAsync(Database database, Task whileThisRuns)
    {
        var (looks, blocked) = (0, 0);
        while (!whileThisRuns.IsCompleted)
        {
            var waiting = await database.CountAsync("""
                pg_stat_activity AS waiting WHERE wait_event_type = 'Lock' AND EXISTS (
                    SELECT FROM pg_stat_activity AS holder WHERE holder.pid = ANY(pg_blocking_pids(waiting.pid)) AND holder.application_name = 'clean-up')
                """);
            (looks, blocked) = (looks + 1, blocked + (waiting > 0 ? 1 : 0));
            await Task.Delay(s_watch);
        }

        return (looks, blocked);
    }

    private static Func<bool> Until(TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        return () => watch.Elapsed < duration;
    }
}
