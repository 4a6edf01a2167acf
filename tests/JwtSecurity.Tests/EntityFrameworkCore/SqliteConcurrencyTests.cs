using JwtSecurity.EntityFrameworkCore;
using JwtSecurity.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Many writers and one file: they wait for each other instead of failing.</summary>
public sealed class SqliteConcurrencyTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Node _one;
    private readonly Node _other;

    public SqliteConcurrencyTests()
    {
        _one = Node.Start(options => options.UseSqlite(ConnectionString));
        _other = Node.Start(options => options.UseSqlite(ConnectionString));
    }

    private string ConnectionString => $"Data Source={_folder.Path}/sessions.db";

    [Fact]
    public async Task Sixteen_writers_of_a_process_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 8; i++)
            {
                var session = await Logins.StartAsync(_one.Store, $"{writer}-{i}", $"user {writer}");
                (await Logins.RefreshAsync(_one.Store, session, "first", "second")).Status.Should().Be(JwtRotationStatus.Rotated);
                (await _one.Store.RevokeAsync("", session.SessionId, JwtSessionEndReason.Revoked, default)).Should().NotBeNull();
            }
        })));

        (await Logins.ToListAsync(_one.Store.ReadRevocationsAsync(default))).Should().HaveCount(16 * 8);
    }

    [Fact]
    public async Task Two_processes_with_one_file_rotate_a_token_once()
    {
        var session = await Logins.StartAsync(_one.Store, "one");

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Logins.RefreshAsync(i % 2 == 0 ? _one.Store : _other.Store, session, "first", $"successor {i}"))));

        results.Count(result => result.Status == JwtRotationStatus.Rotated).Should().Be(1);
        results.Count(result => result.Status == JwtRotationStatus.Replayed).Should().Be(15);
        results.Select(result => result.Session!.Current.Jti).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Readers_do_not_wait_for_a_writer()
    {
        var session = await Logins.StartAsync(_one.Store, "one");
        await using var connection = new SqliteConnection(ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var writing = connection.BeginTransaction();

        (await Logins.ReadAsync(_one.Store, session)).Should().BeEquivalentTo(session, "EnsureCreated and migrations put the file into write-ahead logging");
    }

    [Theory]
    [InlineData("Default Timeout=0")]
    [InlineData("Default Timeout=600")]
    public async Task Who_waits_too_long_for_another_process_is_told_so_and_nothing_is_written(string patience)
    {
        await using var node = Node.Start(options => options.UseSqlite($"{ConnectionString};{patience}"));
        var session = await Logins.StartAsync(_one.Store, "one");
        var store = new EntityFrameworkSessionStore(new StoreOperations(node.Services.GetRequiredService<IContextSource>(), TimeProvider.System) { TimeLimit = TimeSpan.FromSeconds(1) });
        await using (var connection = new SqliteConnection(ConnectionString))
        {
            await connection.OpenAsync();
            await using var writing = connection.BeginTransaction();

            foreach (var write in new Func<Task>[]
            {
                async () => await Logins.RefreshAsync(store, session, "first", "second"),
                async () => await store.RevokeAsync("", "one", JwtSessionEndReason.Revoked, default),
                async () => await store.CreateAsync(session with { SessionId = "two" }, null, default),
            })
            {
                var waiting = () => Task.Run(write).WaitAsync(TimeSpan.FromSeconds(60));
                (await waiting.Should().ThrowAsync<Exception>()).Which.Message.Should().ContainAny("database is locked", "The database did not answer within 1 seconds");
            }
        }

        (await Logins.ReadAsync(_one.Store, session)).Should().BeEquivalentTo(session);
        (await Logins.RefreshAsync(store, session, "first", "second")).Status.Should().Be(JwtRotationStatus.Rotated);
    }

    [Fact]
    public async Task All_attempts_of_an_operation_have_one_time_limit_which_leaves_most_of_the_grace_period()
    {
        var operations = _one.Services.GetRequiredService<StoreOperations>();
        var limits = new List<CancellationToken>();

        await operations.WriteAgainAsync((_, limit) =>
        {
            limits.Add(limit);
            return Task.FromResult(limits.Count == 5 ? "written" : null);
        }, default);

        limits.Should().HaveCount(5);
        limits.Distinct().Should().ContainSingle();
        operations.TimeLimit.Should().BeLessThanOrEqualTo(new JwtSessionOptions().GracePeriod / 3);
    }

    [Fact]
    public async Task What_the_application_says_of_waiting_stays_said()
    {
        await using var node = Node.Start(options => options.UseSqlite($"{ConnectionString};Default Timeout=7"));
        await using var context = await node.OpenContextAsync();
        var connection = (SqliteConnection)context.Database.GetDbConnection();

        using (new SqliteWait(context.Database, TimeSpan.FromSeconds(3)))
        {
            (connection.DefaultTimeout, context.Database.GetCommandTimeout()).Should().Be((3, 3));
            using (new SqliteWait(context.Database, TimeSpan.FromSeconds(5)))
            {
                (connection.DefaultTimeout, context.Database.GetCommandTimeout()).Should().Be((3, 3));
            }
        }

        (connection.DefaultTimeout, context.Database.GetCommandTimeout()).Should().Be((7, null));
    }

    public Task InitializeAsync() => _one.CreateTablesAsync();

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}
