using System.Diagnostics;

namespace JwtSecurity.Soak;

/// <summary>
/// Clients that refresh as fast as they can, each its own session, every refresh a rotation.
/// </summary>
internal static class Load
{
    public static async Task RunAsync(Databases databases, Promises promises, bool quick)
    {
        var (warmUp, measured) = quick ? (TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)) : (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
        Console.WriteLine("| database | clients | refreshes/s | p50 | p99 | longest | rotated |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var database in new[] { await databases.CreateSqliteAsync(), await databases.CreatePostgreSqlAsync() })
        {
            // No grace: every refresh rotates, and a token that is presented twice would be theft.
            await using var server = await ServerProcess.StartAsync(database, gracePeriod: TimeSpan.Zero);
            foreach (var clients in new[] { 1, 16, 64 })
            {
                var tokens = await server.Client.LoginAsync(clients);
                await RefreshAsync(server.Client, tokens, promises, warmUp);
                var watch = Stopwatch.StartNew();
                var (milliseconds, rotated) = await RefreshAsync(server.Client, tokens, promises, measured);
                var perSecond = milliseconds.Count / watch.Elapsed.TotalSeconds;
                Console.WriteLine($"| {database.Name} | {clients} | {perSecond:F0} | {Figures.Median(milliseconds):F2} ms | {Figures.Percentile(milliseconds, 99):F2} ms | {milliseconds.Max():F0} ms | {100.0 * rotated / milliseconds.Count:F0} % |");
            }
        }
    }

    private static async Task<(List<double> Milliseconds, int Rotated)> RefreshAsync(Client client, Tokens[] tokens, Promises promises, TimeSpan duration)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var each = await Task.WhenAll(Enumerable.Range(0, tokens.Length).Select(async i =>
        {
            var (milliseconds, rotated) = (new List<double>(), 0);
            while (Stopwatch.GetTimestamp() < end)
            {
                var begin = Stopwatch.GetTimestamp();
                var answer = await client.RefreshAsync(tokens[i]);
                milliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                promises.Keep(answer.Succeeded, $"Every refresh succeeds, but one was answered with {answer}.");
                if (answer.Tokens is not { } next)
                {
                    break;
                }

                rotated += next.Refresh == tokens[i].Refresh ? 0 : 1;
                tokens[i] = next;
            }

            return (milliseconds, rotated);
        }));
        return ([.. each.SelectMany(one => one.milliseconds)], each.Sum(one => one.rotated));
    }
}
