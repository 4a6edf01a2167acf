namespace JwtSecurity.Soak;

/// <summary>
/// A server that is killed around the commit of a refresh: the clients ask its successor again, and nobody has lost anything.
/// </summary>
internal static class Kill
{
    public static async Task RunAsync(Databases databases, Promises promises, bool quick)
    {
        Console.WriteLine("| database | kills | by itself before the answer | from outside, at random | refreshes cut off | of these committed | not committed | sessions |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var database in new[] { await databases.CreateSqliteAsync(), await databases.CreatePostgreSqlAsync() })
        {
            await using var rounds = await KillRounds.StartAsync(database, promises);
            for (var kill = 0; kill < (quick ? 10 : 200); kill++)
            {
                await rounds.RunAsync(isByItself: kill % 2 == 0);
            }

            rounds.Print();
            promises.Keep(rounds.Committed > 0, "The run hits the moment between commit and answer, or it proves nothing.");
        }
    }
}
