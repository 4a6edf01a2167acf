using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>A PostgreSQL server of the tests' own, in a temporary folder and on a free port, that goes when they go, however they end.</summary>
public sealed partial class PostgreSqlServer
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jwtsecurity-postgresql-").FullName;
    private readonly int _port = FreePort();
    private int _databases;
    private Process? _guard;

    /// <summary>Whether a crash of the server may lose what it had committed: faster, and nobody crashes it but the test that says so.</summary>
    public bool IsDurable { get; init; }

    public async Task InitializeAsync()
    {
        if (PostgreSqlInstallation.WhyMissing is not null)
        {
            return;
        }

        if (PostgreSqlInstallation.User is { } user)
        {
            using var chown = Process.Start("chown", [user, _folder]);
            await chown.WaitForExitAsync();
        }

        // It waits for the end of its input: the tests' end, whether they meant it or not. What interrupts them from a terminal reaches it too, and is none of its business.
        _guard = PostgreSqlInstallation.Start("trap '' HUP INT TERM; read _; \"$0/pg_ctl\" -D \"$1/data\" -m immediate stop > \"$1/stop\"; rm -rf \"$1\"", _folder);
        await PostgreSqlInstallation.RunAsync("\"$0/initdb\" -D \"$1/data\" -U postgres -A trust -E UTF8 --locale=C --no-sync > \"$1/initdb\"", _folder);
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_guard is null)
        {
            Directory.Delete(_folder);
            return;
        }

        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    public Task StartAsync()
    {
        var durability = IsDurable ? "" : "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";
        var options = $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 {durability}";
        return PostgreSqlInstallation.RunAsync("\"$0/pg_ctl\" -D \"$1/data\" -l \"$1/log\" -w -t 120 -o \"$2\" start > \"$1/start\"", _folder, options);
    }

    /// <summary>As if somebody had pulled the plug.</summary>
    public Task CrashAsync() => PostgreSqlInstallation.RunAsync("\"$0/pg_ctl\" -D \"$1/data\" -m immediate -w stop > \"$1/stop\"", _folder);

    /// <summary>Makes an empty database and gives the way to it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database}";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
