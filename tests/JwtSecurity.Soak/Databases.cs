using JwtSecurity.Tests.EntityFrameworkCore;

namespace JwtSecurity.Soak;

/// <summary>
/// Where a run gets its databases from: files in a folder of its own, and a PostgreSQL of its own. Both are durable, and both go with the run.
/// </summary>
internal sealed class Databases : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jwtsecurity-soak-").FullName;
    private readonly List<Database> _databases = [];

    public PostgreSqlServer PostgreSql { get; } = new() { IsDurable = true };

    public static async Task<Databases> StartAsync()
    {
        var databases = new Databases();
        await databases.PostgreSql.InitializeAsync();
        return databases;
    }

    public async Task<Database> CreatePostgreSqlAsync() => await CreateAsync(Database.PostgreSql, await PostgreSql.CreateDatabaseAsync());

    public Task<Database> CreateSqliteAsync() => CreateAsync(Database.Sqlite, $"Data Source={_folder}/{_databases.Count}.db");

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }

        await PostgreSql.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Database> CreateAsync(string kind, string connectionString)
    {
        var database = new Database(kind, connectionString);
        _databases.Add(database);
        await database.CreateTablesAsync();
        return database;
    }
}
