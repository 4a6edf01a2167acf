using System.Diagnostics;
using JwtSecurity.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Beside very many sessions, SQLite finds by an index what an operation is about.</summary>
public sealed class SqlitePlansTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_operation_reads_a_whole_table()
    {
        using var folder = new TemporaryFolder();
        var commands = new RecordedCommands();
        var connectionString = $"Data Source={folder.Path}/sessions.db;Default Timeout=600";
        await using var node = Node.Start(options => options.UseSqlite(connectionString).AddInterceptors(commands));
        await node.CreateTablesAsync();
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        var now = (await node.Store.GetUtcNowAsync(default) - DateTimeOffset.UnixEpoch).Ticks / 10;
        var numbers = $"(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {QueryPlans.Rows}) SELECT n FROM numbers)";
        await QueryPlans.ExecuteAsync(connection, ["BEGIN", .. QueryPlans.Fill(numbers, now), "COMMIT"]);

        foreach (var (name, operation) in QueryPlans.Operations)
        {
            commands.All.Clear();
            var watch = Stopwatch.StartNew();
            await operation(node.Store);
            var plans = await QueryPlans.ExplainAsync(connection, "EXPLAIN QUERY PLAN", commands);

            output.WriteLine($"== {name}, {watch.Elapsed.TotalMilliseconds:F1} ms\n{plans}\n");
            plans.Should().Contain("INDEX").And.NotContainAny("SCAN JwtSessions", "SCAN JwtRevokedTokens", "SCAN j", "SCAN s");
        }
    }
}
