using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>The server dies and comes back while sessions are refreshed and revoked.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class PostgreSqlCrashTests : IAsyncLifetime
{
    private const int Sessions = 300;

    private readonly PostgreSqlServer _server = new() { IsDurable = true };

    [PostgreSqlTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_loses_and_doubles_nothing(bool isRetrying)
    {
        var connectionString = await _server.CreateDatabaseAsync();
        await using var node = Node.Start(options => options.UseNpgsql(connectionString, npgsql => _ = isRetrying ? npgsql.EnableRetryOnFailure() : npgsql));
        await node.CreateTablesAsync();
        var sessions = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(i => Logins.StartAsync(node.Store, $"session {i}", $"user {i}")));

        // Two tabs of each session refresh, and ask again until they have an answer; every third session is logged out after that.
        var answers = new ConcurrentBag<(string SessionId, JwtRotationResult Result)>();
        var (done, failures) = (0, 0);
        using var halfway = new SemaphoreSlim(0);
        var work = new ConcurrentQueue<(JwtStoredSession Session, int Tab)>(sessions.SelectMany(session => new[] { (session, 0), (session, 1) }));
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (work.TryDequeue(out var next))
            {
                var (session, tab) = next;
                answers.Add((session.SessionId, await UntilAnsweredAsync(() => Logins.RefreshAsync(node.Store, session, "first", $"successor of tab {tab}"))));
                if (tab == 1 && IsLoggedOut(session))
                {
                    await UntilAnsweredAsync(async () => await node.Store.RevokeAsync("", session.SessionId, JwtSessionEndReason.Revoked, default) is not null);
                }

                if (Interlocked.Increment(ref done) == Sessions / 2)
                {
                    halfway.Release();
                }
            }
        })).ToArray();

        await halfway.WaitAsync();
        await _server.CrashAsync();
        await _server.StartAsync();
        await Task.WhenAll(load);

        (isRetrying || failures > 0).Should().BeTrue("somebody has met the server while it was away");
        answers.Should().HaveCount(2 * Sessions);
        foreach (var session in sessions)
        {
            var own = answers.Where(answer => answer.SessionId == session.SessionId).Select(answer => answer.Result).ToArray();
            var stored = await Logins.ReadAsync(node.Store, session);
            own.Should().NotContain(result => result.Status == JwtRotationStatus.Reused);
            own.Count(result => result.Status == JwtRotationStatus.Rotated).Should().BeLessThanOrEqualTo(1);
            own.Where(result => result.Status != JwtRotationStatus.Revoked).Select(result => result.Session!.Current.Jti).Append(stored.Current.Jti).Distinct().Should().ContainSingle();
            (stored.RevokedAt is not null).Should().Be(IsLoggedOut(session));
        }

        async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
        {
            while (true)
            {
                try
                {
                    return await call();
                }
                catch (Exception exception) when (exception is TimeoutException || exception.GetBaseException() is NpgsqlException or System.Net.Sockets.SocketException or IOException)
                {
                    Interlocked.Increment(ref failures);
                }
            }
        }
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return _server.DisposeAsync();
    }

    private static bool IsLoggedOut(JwtStoredSession session) => session.SessionId[^1] is '0' or '3' or '6' or '9';
}
