using JwtSecurity.Tests.Sessions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Each test of <see cref="SessionStoreContract"/> is a row here: a test that is inherited could not say that there is no PostgreSQL.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class PostgreSqlSessionStoreTests(PostgreSqlServer server)
{
    public static TheoryData<string, object?> Contract
    {
        get
        {
            var tests = new TheoryData<string, object?>();
            foreach (var method in typeof(SessionStoreContract).GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)))
            {
                if (method.GetParameters().Length == 0)
                {
                    tests.Add(method.Name, null);
                    continue;
                }

                foreach (var data in method.GetCustomAttributes(typeof(InlineDataAttribute), inherit: true).Cast<InlineDataAttribute>())
                {
                    tests.Add(method.Name, data.GetData(method).Single().Single());
                }
            }

            return tests;
        }
    }

    [PostgreSqlTheory]
    [MemberData(nameof(Contract))]
    public async Task It_keeps_the_contract(string test, object? argument)
    {
        var method = typeof(SessionStoreContract).GetMethod(test)!;
        await (Task)method.Invoke(new Tests(server), argument is null ? [] : [argument])!;
    }

    [Fact]
    public void The_contract_has_tests() => Contract.Should().HaveCountGreaterThan(30);

    private sealed class Tests(PostgreSqlServer server) : SessionStoreContract
    {
        protected override async ValueTask<IStoreUnderTest> CreateAsync()
        {
            var under = new InDatabase(await server.CreateDatabaseAsync());
            await under.Node.CreateTablesAsync();
            return under;
        }
    }

    private sealed class InDatabase(string connectionString) : IStoreUnderTest
    {
        public Node Node { get; } = Node.Start(options => options.UseNpgsql(connectionString));

        public JwtSessionStore Store => Node.Store;

        // The clock is the server's: what is stored goes back instead.
        public async ValueTask AdvanceAsync(TimeSpan by)
        {
            var microseconds = by.Ticks / TimeSpan.TicksPerMicrosecond;
            await using var context = await Node.OpenContextAsync();
            foreach (var entity in context.Model.GetEntityTypes())
            {
                var times = entity.GetProperties().Where(property => property.Name.EndsWith("At", StringComparison.Ordinal)).Select(property => $"\"{property.GetColumnName()}\" = \"{property.GetColumnName()}\" - {microseconds}");
                var update = $"UPDATE \"{entity.GetTableName()}\" SET {string.Join(", ", times)}";
                await context.Database.ExecuteSqlRawAsync(update);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Node.DisposeAsync();
            await using var connection = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(connection);
        }
    }
}
