using Npgsql;

namespace JwtSecurity.Soak;

/// <summary>
/// Clients that refresh their sessions one after the other, over and over, and ask until they have an answer; and as many that only use what they have.
/// </summary>
internal sealed class Crowd(Database database, Client client, Promises promises)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private Tokens[][] _tokens = [];
    private int _refreshed;
    private int _unavailable;
    private int _accepted;
    private int[] _refreshedBy = [];

    /// <summary>How many refreshes succeeded.</summary>
    public int Refreshed => Volatile.Read(ref _refreshed);

    /// <summary>How many were answered that sessions cannot be checked now.</summary>
    public int Unavailable => Volatile.Read(ref _unavailable);

    /// <summary>How many access tokens were accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public async Task LoginAsync(int clients, int sessionsOfEach)
    {
        var tokens = await client.LoginAsync(clients * sessionsOfEach);
        _tokens = [.. tokens.Chunk(sessionsOfEach)];
        _refreshedBy = new int[clients];
    }

    /// <summary>Goes on until it is cancelled, and the last answer has come.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, _tokens.Length).SelectMany(i => new[] { RefreshAsync(i, stop), UseAsync(i, stop) }));

    /// <summary>Waits until every client has refreshed once more.</summary>
    public Task EverybodyRefreshesAsync()
    {
        var before = _refreshedBy.ToArray();
        return Wait.UntilAsync(() => before.Select((count, i) => Volatile.Read(ref _refreshedBy[i]) > count).All(hasRefreshed => hasRefreshed), "every client refreshes");
    }

    /// <summary>Refreshes every session once more, and uses what it gets.</summary>
    public async Task CheckAsync()
    {
        await AgeAsync([.. _tokens.SelectMany(each => each)]);
        foreach (var chunk in _tokens.SelectMany(each => each).Chunk(_tokens.Length))
        {
            await Task.WhenAll(chunk.Select(async tokens =>
            {
                var answer = await client.RefreshAsync(tokens);
                promises.Keep(answer.Succeeded && answer.Tokens!.Jti != tokens.Jti, $"Afterwards every session goes on, but one got {answer}.");
                promises.Keep((await client.MeAsync(answer.Tokens ?? tokens)).Succeeded, "Afterwards every new access token is accepted.");
            }));
        }
    }

    private async Task RefreshAsync(int number, CancellationToken stop)
    {
        var own = _tokens[number];
        while (!stop.IsCancellationRequested)
        {
            await AgeAsync(own);
            for (var i = 0; i < own.Length && !stop.IsCancellationRequested; i++)
            {
                own[i] = await RefreshAsync(own[i]);
                Interlocked.Increment(ref _refreshedBy[number]);
            }
        }
    }

    // It is asked to the end even where everything stops: an answer that was lost has to be had again.
    private async Task<Tokens> RefreshAsync(Tokens tokens)
    {
        while (true)
        {
            var answer = await client.RefreshAsync(tokens);
            if (answer.Succeeded)
            {
                promises.Keep(answer.Tokens!.Jti != tokens.Jti, "A token that is due is replaced.");
                Interlocked.Increment(ref _refreshed);
                return answer.Tokens;
            }

            promises.Keep(answer.IsUnavailable, $"A refresh that cannot be is answered 503 sessions_unavailable, and nothing else; but one was answered with {answer}.");
            if (!answer.IsUnavailable)
            {
                return tokens;
            }

            Interlocked.Increment(ref _unavailable);
            await Task.Delay(s_pause);
        }
    }

    private async Task UseAsync(int number, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var answer = await client.MeAsync(_tokens[number][0]);
            promises.Keep(answer.Succeeded, $"An access token is accepted whatever the database does, but one was answered with {answer}.");
            Interlocked.Increment(ref _accepted);
            await Task.Delay(s_pause, CancellationToken.None);
        }
    }

    // A connection of this process may be one of those that broke.
    private async Task AgeAsync(Tokens[] tokens)
    {
        while (true)
        {
            try
            {
                await database.AgeAsync(tokens.Select(each => each.SessionId));
                return;
            }
            catch (NpgsqlException exception) when (exception.IsTransient)
            {
                await Task.Delay(s_pause);
            }
        }
    }
}
