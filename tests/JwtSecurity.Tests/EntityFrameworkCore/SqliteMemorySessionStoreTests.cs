using JwtSecurity.Tests.Sessions;
using JwtSecurity.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.Tests.EntityFrameworkCore;

public sealed class SqliteMemorySessionStoreTests : SessionStoreContract
{
    private static int s_databases;

    protected override async ValueTask<IStoreUnderTest> CreateAsync()
    {
        var under = new InMemory($"Data Source=sessions-{Interlocked.Increment(ref s_databases)};Mode=Memory;Cache=Shared");
        await under.Node.CreateTablesAsync();
        return under;
    }

    private sealed class InMemory : IStoreUnderTest
    {
        private readonly ManualTimeProvider _clock = new();
        private readonly SqliteConnection _first;

        public InMemory(string connectionString)
        {
            // The database is there as long as somebody is connected to it.
            _first = new SqliteConnection(connectionString);
            _first.Open();
            Node = Node.Start(options => options.UseSqlite(connectionString), _clock);
        }

        public Node Node { get; }

        public JwtSessionStore Store => Node.Store;

        public ValueTask AdvanceAsync(TimeSpan by)
        {
            _clock.Advance(by);
            return default;
        }

        public async ValueTask DisposeAsync()
        {
            await Node.DisposeAsync();
            await _first.DisposeAsync();
        }
    }
}
