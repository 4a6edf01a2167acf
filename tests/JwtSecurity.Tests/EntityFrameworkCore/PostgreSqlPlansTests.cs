using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit.Abstractions;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Beside very many sessions, PostgreSQL finds by an index what an operation is about.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class PostgreSqlPlansTests(PostgreSqlServer server, ITestOutputHelper output)
{
    [PostgreSqlFact]
    public async Task No_operation_reads_a_whole_table()
    {
        var commands = new RecordedCommands();
        var connectionString = await server.CreateDatabaseAsync() + ";Command Timeout=600";
        await using var node = Node.Start(options => options.UseNpgsql(connectionString).AddInterceptors(commands));
        await node.CreateTablesAsync();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var now = (await node.Store.GetUtcNowAsync(default) - DateTimeOffset.UnixEpoch).Ticks / 10;
        await QueryPlans.ExecuteAsync(connection, QueryPlans.Fill($"generate_series(1, {QueryPlans.Rows}) AS n", now));

        foreach (var (name, operation) in QueryPlans.Operations)
        {
            commands.All.Clear();
            var watch = Stopwatch.StartNew();
            await operation(node.Store);
            var plans = await QueryPlans.ExplainAsync(connection, "EXPLAIN", commands);

            output.WriteLine($"== {name}, {watch.Elapsed.TotalMilliseconds:F1} ms\n{plans}\n");
            plans.Should().Contain("Index").And.NotContain("Seq Scan", "of '{0}'", name);
        }

        NpgsqlConnection.ClearAllPools();
    }
}
