using System.Collections.Concurrent;
using System.Diagnostics;
using JwtSecurity.Tests.Repository;

namespace JwtSecurity.Tests.Samples;

/// <summary>A sample as its own process, as a reader would start it. It ends with the test.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException("The sample ended before it listened."));
    }

    /// <summary>Everything it printed so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts it with nothing of this machine's own configuration.</summary>
    public static SampleProcess Start(string name, string environment, string? contentRoot = null, params IEnumerable<(string Key, string? Value)> settings)
    {
        var folder = contentRoot ?? RepositoryFiles.PathOf(Path.Combine("samples", name));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), "--urls", "http://127.0.0.1:0", "--contentRoot", folder },
        };
        foreach (var inherited in start.Environment.Keys.Where(IsConfiguration).ToArray())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        foreach (var (key, value) in settings.Where(setting => setting.Value is not null))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var sample = new SampleProcess(start);
        sample._process.Start();
        sample._process.BeginOutputReadLine();
        sample._process.BeginErrorReadLine();
        return sample;
    }

    /// <summary>The address it prints once it listens.</summary>
    public async Task<Uri> WaitForAddressAsync() => await _address.Task.WaitAsync(s_patience);

    public async Task<int> WaitForExitAsync()
    {
        // Waits for the output's end as well.
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        // Nobody may be left to await it.
        _address.TrySetCanceled();
        _ = _address.Task.Exception;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        var listening = line.IndexOf(Listening, StringComparison.Ordinal);
        if (listening >= 0)
        {
            _address.TrySetResult(new Uri(line[(listening + Listening.Length)..]));
        }
    }

    private static bool IsConfiguration(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_URLS", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Jwt__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Logging__", StringComparison.OrdinalIgnoreCase);
}
