using System.Diagnostics;

namespace JwtSecurity.Soak;

/// <summary>
/// Two servers and one PostgreSQL: what one does, the other knows.
/// </summary>
internal static class Nodes
{
    private const int Parallel = 64;

    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(Databases databases, Promises promises, bool quick)
    {
        var database = await databases.CreatePostgreSqlAsync();
        await using var one = await ServerProcess.StartAsync(database, s_grace);
        await using var other = await ServerProcess.StartAsync(database, s_grace);
        await RefreshAsync(database, [one.Client, other.Client], promises, quick ? 20 : 1_000);
        await LogOutAsync(one.Client, other.Client, promises, quick ? 10 : 200);
    }

    private static async Task RefreshAsync(Database database, Client[] nodes, Promises promises, int rounds)
    {
        var tokens = await nodes[0].LoginAsync("ada");
        var (refreshes, successors) = (0, new HashSet<string>());
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < rounds; round++)
        {
            await database.AgeAsync([tokens.SessionId]);

            var answers = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(i => nodes[i % nodes.Length].RefreshAsync(tokens)));

            refreshes += answers.Length;
            foreach (var refused in answers.Where(answer => !answer.Succeeded))
            {
                promises.Keep(false, $"Every one of {Parallel} refreshes of a token gets its successor, but one got {refused}.");
            }

            var given = answers.Where(answer => answer.Succeeded).Select(answer => answer.Tokens!).ToArray();
            var jtis = given.Select(each => each.Jti).Distinct().ToArray();
            promises.Keep(jtis.Length == 1, "A token has one successor, whichever node is asked.");
            if (jtis.Length == 0)
            {
                return;
            }

            var row = await database.FindAsync(tokens.SessionId);
            promises.Keep(row?.Current.Jti == jtis[0] && row.PreviousJti == tokens.Jti && row.RevokedAt is null, "The successor is the one that the store has.");
            promises.Keep(successors.Add(jtis[0]), "A token that is due is replaced.");
            tokens = given[round % given.Length];
        }

        var seconds = watch.Elapsed.TotalSeconds;
        foreach (var node in nodes)
        {
            promises.Keep((await node.MeAsync(tokens)).Succeeded, "The last access token is accepted by every node.");
        }

        Console.WriteLine($"{rounds} rounds of {Parallel} refreshes of one token on two servers at once: {refreshes} refreshes, {successors.Count} successors, {refreshes / seconds:F0} refreshes/s.");
    }

    private static async Task LogOutAsync(Client here, Client there, Promises promises, int rounds)
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var tokens = await here.LoginAsync("ada");
            promises.Keep((await there.MeAsync(tokens)).Succeeded, "A token of one node is accepted by the other.");

            await here.LogoutAsync(tokens);
            var watch = Stopwatch.StartNew();
            Answer answer;
            do
            {
                answer = await there.MeAsync(tokens);
            }
            while (answer.Succeeded && watch.Elapsed < s_patience);

            times.Add(watch.Elapsed.TotalMilliseconds);
            promises.Keep(answer.Code == "token_revoked", $"A session that ended on one node ends on the other, but that one answered {answer}.");
            var refresh = await there.RefreshAsync(tokens);
            promises.Keep(refresh.Code == "token_revoked", $"It cannot be refreshed there, but that was answered with {refresh}.");
            promises.Keep((await here.MeAsync(tokens)).Code == "token_revoked", "Where it ended, it ended at once.");
        }

        Console.WriteLine($"{rounds} logouts on one server; from its answer until the other refused the access token: min {times.Min():F1} ms, median {Figures.Median(times):F1} ms, max {times.Max():F1} ms.");
    }
}
