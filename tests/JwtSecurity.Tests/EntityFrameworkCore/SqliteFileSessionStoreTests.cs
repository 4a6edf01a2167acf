using JwtSecurity.Tests.Sessions;
using JwtSecurity.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.Tests.EntityFrameworkCore;

public sealed class SqliteFileSessionStoreTests : SessionStoreContract
{
    protected override async ValueTask<IStoreUnderTest> CreateAsync()
    {
        var under = new InFile();
        await under.Node.CreateTablesAsync();
        return under;
    }

    private sealed class InFile : IStoreUnderTest
    {
        private readonly ManualTimeProvider _clock = new();
        private readonly TemporaryFolder _folder = new();

        public InFile() => Node = Node.Start(options => options.UseSqlite($"Data Source={_folder.Path}/sessions.db"), _clock);

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
            _folder.Dispose();
        }
    }
}
