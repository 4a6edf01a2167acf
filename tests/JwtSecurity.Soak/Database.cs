using System.Data.Common;
using JwtSecurity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JwtSecurity.Soak;

/// <summary>
/// A database that servers share, and what a run sees of it and does to it behind their backs.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    public const string Sqlite = "sqlite";
    public const string PostgreSql = "postgresql";

    // The clock of the rows counts in microseconds.
    private const string Hour = "3600000000";

    private readonly ServiceProvider _services;
    private readonly string _ownConnectionString;

    public Database(string kind, string connectionString, string? applicationName = null, params IInterceptor[] interceptors)
    {
        Kind = kind;
        ConnectionString = connectionString;

        // Nothing of the run's keeps a file open that a killed server leaves behind, and nothing joins the pools that are measured.
        _ownConnectionString = connectionString + (kind == Sqlite ? ";Pooling=False" : $";Application Name={applicationName ?? "soak"}");
        var services = new ServiceCollection();
        services.AddJwtSecurity(options => options.SecretKey = Server.Secret).AddAccessBearer().AddEntityFrameworkStore(options =>
        {
            Use(options, kind, _ownConnectionString);
            options.AddInterceptors(interceptors);
        });
        _services = services.BuildServiceProvider();
    }

    public string Kind { get; }

    // As long as the library's, and like them nowhere near each other in an index.
    private string Uuid => Kind == Sqlite
        ? $"lower({string.Join(" || '-' || ", new[] { 4, 2, 2, 2, 6 }.Select(bytes => $"hex(randomblob({bytes}))"))})"
        : "gen_random_uuid()::text";

    public string Name => Kind == Sqlite ? "SQLite" : "PostgreSQL";

    public string ConnectionString { get; }

    public JwtSessionStore Store => _services.GetRequiredService<JwtSessionStore>();

    public static void Use(DbContextOptionsBuilder options, string kind, string connectionString) =>
        _ = kind == Sqlite ? options.UseSqlite(connectionString) : options.UseNpgsql(connectionString);

    public async Task CreateTablesAsync()
    {
        await using var context = await _services.GetRequiredService<IDbContextFactory<JwtSecurityDbContext>>().CreateDbContextAsync();
        await context.Database.EnsureCreatedAsync();
    }

    public async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = Kind == Sqlite ? new SqliteConnection(_ownConnectionString) : new NpgsqlConnection(_ownConnectionString + ";Command Timeout=0");
        await connection.OpenAsync();
        return connection;
    }

    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written by the runs.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    public async Task<long> CountAsync(string rows) => (long)(await ExecuteAsync($"""SELECT count(*) FROM {rows}"""))!;

    /// <summary>Lets an hour pass for the refresh tokens of sessions, so that each rotates when it is presented next.</summary>
    public Task AgeAsync(IEnumerable<string> sessionIds) =>
        ExecuteAsync($"""UPDATE "JwtSessions" SET "RotatedAt" = "RotatedAt" - {Hour} WHERE "SetName" = '' AND "SessionId" IN ('{string.Join("', '", sessionIds)}')""");

    /// <summary>Copies the only session there is, many times.</summary>
    /// <param name="count">How many there are then.</param>
    /// <param name="columns">What differs, by column: expressions in which <c>n</c> is the copy's number, beside a <c>SessionId</c> of its own.</param>
    public async Task CopySessionAsync(int count, Dictionary<string, string> columns)
    {
        var values = new Dictionary<string, string>(columns) { ["SessionId"] = Uuid, ["CurrentJti"] = Uuid, ["Stamp"] = "n" };
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """SELECT * FROM "JwtSessions" """;
        string[] names;
        await using (var reader = await command.ExecuteReaderAsync())
        {
            names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        }

#pragma warning disable CA2100 // Of the table's own columns.
        command.CommandText = $"""
            INSERT INTO "JwtSessions" ("{string.Join("\", \"", names)}")
            WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
            SELECT {string.Join(", ", names.Select(name => values.GetValueOrDefault(name, $"\"{name}\"")))} FROM "JwtSessions", numbers
            """;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async Task<JwtStoredSession?> FindAsync(string sessionId) => (await Store.FindAsync("", sessionId, default)).Session;

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
