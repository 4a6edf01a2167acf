using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// Drives every variant with wrk on loopback, in turn, and prints what each costs the server.
/// </summary>
internal static partial class Load
{
    private static readonly string[] s_variants = ["unprotected", "jwtsecurity-guard-only", "jwtsecurity", "jwtsecurity-authorize", "jwtbearer"];

    public static async Task<int> RunAsync(bool quick)
    {
        if (!OperatingSystem.IsLinux() || !IsInstalled("wrk"))
        {
            Console.WriteLine("Skipped: wrk is not installed, or this is not Linux. On Debian: apt-get install wrk.");
            return 0;
        }

        var (rounds, seconds) = quick ? (1, 1) : (7, 4);
        var header = "Authorization: Bearer " + Variants.CreateToken();
        var samples = s_variants.ToDictionary(name => name, _ => new List<(double Requests, double Cpu)>());
        var servers = new List<(string Name, Process Process, int Port)>();
        try
        {
            foreach (var name in s_variants)
            {
                servers.Add(await StartAsync(name));
            }

            foreach (var server in servers)
            {
                await WrkAsync(server.Port, header, quick ? 1 : 5);
            }

            for (var round = 0; round < rounds; round++)
            {
                foreach (var (name, process, port) in servers)
                {
                    process.Refresh();
                    var before = process.TotalProcessorTime;
                    var (requests, perSecond) = await WrkAsync(port, header, seconds);
                    process.Refresh();
                    samples[name].Add((perSecond, (process.TotalProcessorTime - before).TotalSeconds / requests * 100_000));
                }
            }
        }
        finally
        {
            servers.ForEach(server => server.Process.Kill());
        }

        Print(samples);
        return 0;
    }

    private static void Print(Dictionary<string, List<(double Requests, double Cpu)>> samples)
    {
        Console.WriteLine("| server | requests/s, median | CPU s per 100,000 requests, median | CPU over unprotected |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach (var name in s_variants)
        {
            var ratio = Rounds.Median(samples[name].Zip(samples["unprotected"], (one, plain) => one.Cpu / plain.Cpu));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {Rounds.Median(samples[name].Select(sample => sample.Requests)):F0} | {Rounds.Median(samples[name].Select(sample => sample.Cpu)):F2} | {ratio:F2}x |"));
        }
    }

    private static async Task<(string, Process, int)> StartAsync(string variant)
    {
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "serve", variant, "--urls", $"http://127.0.0.1:{port}" },
            Environment = { ["DOTNET_gcServer"] = "1" },
            RedirectStandardOutput = true,
        })!;
        using var client = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/users/me"));
                return (variant, process, port);
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task<(double Requests, double PerSecond)> WrkAsync(int port, string header, int seconds)
    {
        using var wrk = Process.Start(new ProcessStartInfo("wrk")
        {
            ArgumentList = { "-t1", "-c16", $"-d{seconds}s", "-H", header, $"http://127.0.0.1:{port}/users/me" },
            RedirectStandardOutput = true,
        })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (output.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"A server refused the load:{Environment.NewLine}{output}");
        }

        return (Number(RequestsPattern().Match(output)), Number(PerSecondPattern().Match(output)));
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private static bool IsInstalled(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, command)));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex RequestsPattern();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecondPattern();
}
