using System.Diagnostics;

namespace JwtSecurity.Soak;

/// <summary>
/// A <see cref="Server"/> as a process that can be killed. It ends with this one, however this one ends.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Client = new Client(address);
    }

    public Client Client { get; }

    public static Task<ServerProcess> StartAsync(Database database, TimeSpan gracePeriod) => StartAsync(database, gracePeriod, database.ConnectionString);

    public static async Task<ServerProcess> StartAsync(Database database, TimeSpan gracePeriod, string connectionString)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "serve", database.Kind, connectionString, gracePeriod.ToString("c") },
            Environment = { ["DOTNET_gcServer"] = "1" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A server did not start.");
        return new ServerProcess(process, new Uri(address));
    }

    /// <summary>SIGKILL: nothing of the process runs after it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until the process has died by itself.</summary>
    public Task WaitForDeathAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }
}
