namespace JwtSecurity.Soak;

/// <summary>
/// A hundred thousand revoked sessions whose access tokens could still be presented: what a server holds of them, and what it costs to read them.
/// </summary>
internal static class Memory
{
    private const int Revoked = 100_000;

    public static async Task RunAsync(Databases databases, Promises promises, bool quick)
    {
        var revoked = quick ? 10_000 : Revoked;
        Console.WriteLine("| database | revoked sessions | held by a server | each | a poll | CPU of the server in a poll | allocated in a poll | read from the database in a poll |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var createAsync in new[] { databases.CreateSqliteAsync, databases.CreatePostgreSqlAsync })
        {
            // The first start makes what every other one finds made.
            var empty = await createAsync();
            await HeldAsync(empty, _ => Task.CompletedTask);
            var held = -await HeldAsync(empty, _ => Task.CompletedTask);

            var database = await createAsync();
            var tokens = await FillAsync(database, revoked);
            held += await HeldAsync(database, async client =>
                promises.Keep((await client.MeAsync(tokens)).Code == "token_revoked", "A server that starts knows what was revoked before."));
            var poll = await PollCost.MeasureAsync(database.Store, quick ? 3 : 20);
            promises.Keep(poll.Revocations == revoked, $"A poll reads all {revoked} revocations, and not {poll.Revocations}.");
            Console.WriteLine(
                $"| {database.Name} | {revoked} | {held / 1e6:F1} MB | {held / revoked} B | {poll.Milliseconds:F0} ms | {poll.ProcessorMilliseconds:F0} ms | {poll.Allocated / 1e6:F1} MB "
                + $"| {(poll.Read == 0 ? "" : $"{poll.Read / 1e6:F1} MB")} |");
        }
    }

    private static async Task<Tokens> FillAsync(Database database, int revoked)
    {
        await using var server = await ServerProcess.StartAsync(database, gracePeriod: TimeSpan.Zero);
        var tokens = await server.Client.LoginAsync("ada");
        await server.Client.LogoutAsync(tokens);
        await database.CopySessionAsync(revoked, new() { ["SubjectKey"] = "'user' || n", ["RevocationEndsAt"] = "\"RevocationEndsAt\" + n" });
        return tokens;
    }

    /// <summary>Gives how many bytes more this process holds when a server runs in it.</summary>
    private static async Task<long> HeldAsync(Database database, Func<Client, Task> use)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var app = Server.Build(database.Kind, database.ConnectionString, gracePeriod: TimeSpan.Zero);
        await app.StartAsync();
        using var client = new Client(new Uri(app.Urls.Single()));
        await use(client);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        await app.StopAsync();
        return held;
    }
}
