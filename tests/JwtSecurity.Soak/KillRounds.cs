using System.Diagnostics;

namespace JwtSecurity.Soak;

/// <summary>
/// One database, one client a session, and a server that is killed again and again.
/// </summary>
internal sealed class KillRounds : IAsyncDisposable
{
    private const int Sessions = 16;

    // Longer than any restart takes: a client whose answer was lost comes back in time.
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Database _database;
    private readonly Promises _promises;
    private readonly Tokens[] _tokens;
    private readonly string[] _sessionIds;
    private ServerProcess _server;
    private TimeSpan _burst;
    private int _byItself;
    private int _fromOutside;
    private int _uncommitted;

    private KillRounds(Database database, Promises promises, ServerProcess server, Tokens[] tokens)
    {
        (_database, _promises, _server, _tokens) = (database, promises, server, tokens);
        _sessionIds = [.. tokens.Select(each => each.SessionId)];
    }

    /// <summary>How many refreshes were committed whose client never got the answer.</summary>
    public int Committed { get; private set; }

    public static async Task<KillRounds> StartAsync(Database database, Promises promises)
    {
        var server = await ServerProcess.StartAsync(database, s_grace);
        return new KillRounds(database, promises, server, await server.Client.LoginAsync(Sessions));
    }

    /// <summary>Every client refreshes, the server dies meanwhile, and every client asks the next one.</summary>
    /// <param name="isByItself">Whether one of the requests kills it when it is to be answered; otherwise this process does, at a random moment.</param>
    public async Task RunAsync(bool isByItself)
    {
        // Nobody is cut off here: how long it takes tells when the other kill may fall.
        await _database.AgeAsync(_sessionIds);
        var watch = Stopwatch.StartNew();
        Renew(await RefreshAllAsync(victim: null));
        _burst = watch.Elapsed;

        await _database.AgeAsync(_sessionIds);
        var refreshing = RefreshAllAsync(victim: isByItself ? Random.Shared.Next(Sessions) : null);
        if (isByItself)
        {
            using var patience = new CancellationTokenSource(s_patience);
            await _server.WaitForDeathAsync(patience.Token);
            _byItself++;
        }
        else
        {
            await Task.Delay(_burst * Random.Shared.NextDouble());
            await _server.KillAsync();
            _fromOutside++;
        }

        var answers = await refreshing;
        await _server.DisposeAsync();
        var committed = await LookAsync(answers);
        _server = await ServerProcess.StartAsync(_database, s_grace);
        await AskAgainAsync(answers, committed);
    }

    public void Print() => Console.WriteLine(
        $"| {_database.Name} | {_byItself + _fromOutside} | {_byItself} | {_fromOutside} | {Committed + _uncommitted} | {Committed} | {_uncommitted} | {Sessions} |");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task<Answer[]> RefreshAllAsync(int? victim) =>
        Task.WhenAll(Enumerable.Range(0, Sessions).Select(i => _server.Client.RefreshAsync(_tokens[i], hasToDie: i == victim)));

    // What the store has is what the client was told; and where it was told nothing, either nothing happened or one rotation did.
    private async Task<string?[]> LookAsync(Answer[] answers)
    {
        var committed = new string?[Sessions];
        for (var i = 0; i < Sessions; i++)
        {
            var row = await _database.FindAsync(_sessionIds[i]);
            if (answers[i].Tokens is { } answered)
            {
                _promises.Keep(row?.Current.Jti == answered.Jti && row.PreviousJti == _tokens[i].Jti, "What a client was told was committed.");
            }
            else if (answers[i].Status is not null)
            {
                _promises.Keep(false, $"A server that dies does not answer, or does it well, but it said {answers[i]}.");
            }
            else if (row?.Current.Jti == _tokens[i].Jti)
            {
                _uncommitted++;
            }
            else
            {
                Committed++;
                committed[i] = row?.Current.Jti;
                _promises.Keep(row?.PreviousJti == _tokens[i].Jti, "A refresh that was cut off was committed once or not at all.");
            }
        }

        return committed;
    }

    private async Task AskAgainAsync(Answer[] before, string?[] committed)
    {
        var presented = before.Select((answer, i) => answer.Tokens ?? _tokens[i]).ToArray();
        presented.CopyTo(_tokens, 0);
        var answers = await RefreshAllAsync(victim: null);
        for (var i = 0; i < Sessions; i++)
        {
            _promises.Keep(answers[i].Succeeded, $"The client's next try with the token it has succeeds, but it got {answers[i]}.");
            if (answers[i].Tokens is not { } tokens)
            {
                continue;
            }

            var expected = before[i].Tokens?.Jti ?? committed[i];
            _promises.Keep(expected is null ? tokens.Jti != presented[i].Jti : tokens.Jti == expected, "A token has one successor, before and after the server's death.");
            var row = await _database.FindAsync(_sessionIds[i]);
            _promises.Keep(row?.Current.Jti == tokens.Jti && row.RevokedAt is null, "The session goes on with what the client was told.");
        }

        Renew(answers);
        _promises.Keep(await _database.CountAsync("\"JwtSessions\"") == Sessions, "No session is lost, and none doubled.");
    }

    private void Renew(Answer[] answers)
    {
        for (var i = 0; i < Sessions; i++)
        {
            _promises.Keep(answers[i].Succeeded, $"Where nobody dies every refresh succeeds, but one got {answers[i]}.");
            _tokens[i] = answers[i].Tokens ?? _tokens[i];
        }
    }
}
