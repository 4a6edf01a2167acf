using JwtSecurity.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

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

    public Task InitializeAsync() => _one.CreateTablesAsync();

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}
