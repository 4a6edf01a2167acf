using System.Transactions;
using JwtSecurity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Two nodes of an application and one PostgreSQL.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class PostgreSqlNodesTests(PostgreSqlServer server) : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private string _connectionString = "";
    private Node _one = null!;
    private Node _other = null!;

    [PostgreSqlFact]
    public async Task Of_64_rotations_of_a_token_on_two_nodes_one_wins_and_all_get_its_successor()
    {
        for (var round = 0; round < 40; round++)
        {
            var session = await Logins.StartAsync(_one.Store, $"session {round}");

            var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
                Task.Run(() => Logins.RefreshAsync(i % 2 == 0 ? _one.Store : _other.Store, session, "first", $"successor {i}"))));

            results.Count(result => result.Status == JwtRotationStatus.Rotated).Should().Be(1);
            results.Count(result => result.Status == JwtRotationStatus.Replayed).Should().Be(63);
            var successor = results.Select(result => result.Session!.Current.Jti).Distinct().Should().ContainSingle().Subject;
            (await Logins.ReadAsync(_other.Store, session)).Current.Jti.Should().Be(successor);
        }
    }

    [PostgreSqlFact]
    public async Task Rotations_under_a_stricter_default_isolation_are_as_good()
    {
        await ExecuteAsync($"ALTER DATABASE {new NpgsqlConnectionStringBuilder(_connectionString).Database} SET default_transaction_isolation = 'serializable'");
        await using var strict = Node.Start(options => options.UseNpgsql(_connectionString + ";Application Name=strict"));
        for (var round = 0; round < 5; round++)
        {
            var session = await Logins.StartAsync(strict.Store, $"session {round}", "ada", limit: new JwtSessionLimit(2, JwtSessionLimitPolicy.EndOldest));

            var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Logins.RefreshAsync(strict.Store, session, "first", $"successor {i}"))));

            results.Count(result => result.Status == JwtRotationStatus.Rotated).Should().Be(1);
            results.Count(result => result.Status == JwtRotationStatus.Replayed).Should().Be(15);
        }
    }

    [PostgreSqlFact]
    public async Task Logins_logouts_and_refreshes_at_once_never_wait_for_each_other_for_ever()
    {
        var limit = new JwtSessionLimit(3, JwtSessionLimitPolicy.EndOldest);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            var store = i % 2 == 0 ? _one.Store : _other.Store;
            for (var round = 0; round < 5; round++)
            {
                var session = await Logins.StartAsync(store, $"{i}-{round}", limit: limit);
                await Logins.RefreshAsync(store, session, "first", "second");
                if (i % 4 == 3)
                {
                    await store.RevokeAllAsync("", "ada", null, JwtSessionEndReason.Revoked, default);
                }

                await store.RevokeAsync("", session.SessionId, JwtSessionEndReason.Revoked, default);
            }
        })));

        (await Logins.ToListAsync(_one.Store.ListAsync("", "ada", default))).Should().BeEmpty();
        (await Logins.ToListAsync(_other.Store.ReadRevocationsAsync(default))).Should().HaveCount(16 * 5);
    }

    [PostgreSqlFact]
    public async Task Every_node_is_told_of_every_kind_of_revocation_at_once()
    {
        using var stop = new CancellationTokenSource();
        using var told = new SemaphoreSlim(0);
        var watching = _other.Store.WatchRevocationsAsync(() => told.Release(), stop.Token);
        await ToldAsync("that it listens");

        var session = await Logins.StartAsync(_one.Store, "one");
        await Logins.RefreshAsync(_one.Store, session, "first", "second");
        await Logins.RefreshAsync(_one.Store, session, "stolen", "third");
        await ToldAsync("of a reuse");
        await Logins.StartAsync(_one.Store, "two");
        await _one.Store.RevokeAsync("", "two", JwtSessionEndReason.Revoked, default);
        await ToldAsync("of a logout");
        await Logins.StartAsync(_one.Store, "three");
        await _one.Store.RevokeAllAsync("", "ada", null, JwtSessionEndReason.Revoked, default);
        await ToldAsync("of logging out everywhere");
        await _one.Store.RevokeTokenAsync("", "jti", session.ExpiresAt, default);
        await ToldAsync("of a token");
        await Logins.StartAsync(_one.Store, "four");
        await Logins.StartAsync(_one.Store, "five", limit: new JwtSessionLimit(1, JwtSessionLimitPolicy.EndOldest));
        await ToldAsync("of a limit");
        told.CurrentCount.Should().Be(0, "neither logins nor rotations are told, nor is anything twice");

        await stop.CancelAsync();
        await watching.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

        async Task ToldAsync(string of) => (await told.WaitAsync(s_patience)).Should().BeTrue("the other node is to be told {0}", of);
    }

    [PostgreSqlFact]
    public async Task Who_listens_on_a_connection_that_broke_is_told_so()
    {
        using var told = new SemaphoreSlim(0);
        var watching = _one.Store.WatchRevocationsAsync(() => told.Release(), default);
        await told.WaitAsync(s_patience);

        await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");

        await watching.WaitAsync(s_patience).Invoking(task => task).Should().ThrowAsync<Exception>().Where(exception => !(exception is TimeoutException));
        var again = _one.Store.WatchRevocationsAsync(() => told.Release(), default);
        (await told.WaitAsync(s_patience)).Should().BeTrue("revocations are read again when the connection is back");
        again.IsCompleted.Should().BeFalse();
    }

    [PostgreSqlFact]
    public async Task A_transaction_scope_that_is_rolled_back_takes_no_revocation_with_it()
    {
        await Logins.StartAsync(_one.Store, "one");

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            // The application's own connection does join.
            await ExecuteAsync("CREATE TABLE orders (id int)");
            await _one.Store.RevokeAsync("", "one", JwtSessionEndReason.Revoked, default);
        }

        (await _one.Store.FindAsync("", "one", default)).Session!.RevokedAt.Should().NotBeNull();
        await FluentActions.Awaiting(() => ExecuteAsync("SELECT * FROM orders")).Should().ThrowAsync<PostgresException>();
    }

    [PostgreSqlFact]
    public async Task An_exhausted_pool_is_an_exception_and_no_verdict_and_recovers()
    {
        var tight = _connectionString + ";Maximum Pool Size=2;Timeout=1";
        await using var node = Node.Start(options => options.UseNpgsql(tight));
        var session = await Logins.StartAsync(node.Store, "one");
        await using (var first = new NpgsqlConnection(tight))
        await using (var second = new NpgsqlConnection(tight))
        {
            await first.OpenAsync();
            await second.OpenAsync();

            var refresh = async () => await Logins.RefreshAsync(node.Store, session, "first", "second");
            (await refresh.Should().ThrowAsync<Exception>()).Which.Should().NotBeAssignableTo<OperationCanceledException>();
        }

        (await Logins.RefreshAsync(node.Store, session, "first", "second")).Status.Should().Be(JwtRotationStatus.Rotated);
    }

    [PostgreSqlFact]
    public async Task Who_waits_too_long_for_a_row_is_told_so_and_nothing_is_written()
    {
        var session = await Logins.StartAsync(_one.Store, "one");
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var locking = new NpgsqlCommand("""SELECT 1 FROM "JwtSessions" FOR UPDATE""", connection, transaction);
            await locking.ExecuteScalarAsync();
            var hasty = new StoreOperations(_one.Services.GetRequiredService<IContextSource>(), TimeProvider.System) { TimeLimit = TimeSpan.FromSeconds(1) };
            var store = new EntityFrameworkSessionStore(hasty);

            var revoke = async () => await store.RevokeAsync("", "one", JwtSessionEndReason.Revoked, default);
            await revoke.Should().ThrowAsync<TimeoutException>();
        }

        (await Logins.ReadAsync(_one.Store, session)).RevokedAt.Should().BeNull();
    }

    [PostgreSqlFact]
    public async Task A_clean_up_that_takes_long_blocks_no_rotation_and_no_other_node_counts_its_rows()
    {
        await AgeAsync(await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Logins.StartAsync(_one.Store, $"old {i}", $"user {i}"))));
        var session = await Logins.StartAsync(_one.Store, "one");
        var pause = new PausedCommit();
        await using var slow = Node.Start(options => options.UseNpgsql(_connectionString).AddInterceptors(pause));

        var cleanUp = slow.Store.DeleteExpiredAsync(10, default).AsTask();
        await pause.Reached.WaitAsync(s_patience);
        (await Logins.RefreshAsync(_one.Store, session, "first", "second")).Status.Should().Be(JwtRotationStatus.Rotated);
        (await _other.Store.RevokeAsync("", "one", JwtSessionEndReason.Revoked, default)).Should().NotBeNull();
        var other = _other.Store.DeleteExpiredAsync(20, default).AsTask();
        pause.GoOn();

        (await cleanUp + await other).Should().Be(20);
    }

    [PostgreSqlFact]
    public async Task The_tables_may_be_in_a_schema_and_the_context_may_retry()
    {
        await using var node = Node.Start(jwt =>
        {
            jwt.Services.AddDbContextPool<AuthSchemaContext>(options => options.UseNpgsql(_connectionString, npgsql => npgsql.EnableRetryOnFailure()));
            jwt.AddEntityFrameworkStore<AuthSchemaContext>();
        });
        await using (var scope = node.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<AuthSchemaContext>();
            await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript());
        }

        var session = await Logins.StartAsync(node.Store, "one", limit: new JwtSessionLimit(1, JwtSessionLimitPolicy.EndOldest));
        (await Logins.RefreshAsync(node.Store, session, "first", "second")).Status.Should().Be(JwtRotationStatus.Rotated);
        (await Logins.RefreshAsync(node.Store, session, "stolen", "third")).Status.Should().Be(JwtRotationStatus.Reused);
        await node.Store.RevokeTokenAsync("", "jti", session.ExpiresAt, default);
        (await Logins.ToListAsync(node.Store.ReadRevocationsAsync(default))).Should().HaveCount(2);
        await ExecuteAsync("""SELECT "Subject" FROM auth."JwtSessions" """);
        (await node.Store.RevokeAllAsync("", "ada", null, JwtSessionEndReason.Revoked, default)).Should().BeEmpty();
        (await node.Store.DeleteExpiredAsync(10, default)).Should().Be(0);
    }

    public async Task InitializeAsync()
    {
        if (PostgreSqlInstallation.WhyMissing is null)
        {
            _connectionString = await server.CreateDatabaseAsync();
            _one = Node.Start(options => options.UseNpgsql(_connectionString + ";Application Name=one"));
            _other = Node.Start(options => options.UseNpgsql(_connectionString + ";Application Name=other"));
            await _one.CreateTablesAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (PostgreSqlInstallation.WhyMissing is null)
        {
            await _one.DisposeAsync();
            await _other.DisposeAsync();
            NpgsqlConnection.ClearAllPools();
        }
    }

    private Task AgeAsync(IEnumerable<JwtStoredSession> sessions)
    {
        var identifiers = string.Join("', '", sessions.Select(session => session.SessionId));
        return ExecuteAsync($"""UPDATE "JwtSessions" SET "ExpiresAt" = 1, "AccessTokensEndAt" = 1 WHERE "SessionId" IN ('{identifiers}')""");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Written here, by this test.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
