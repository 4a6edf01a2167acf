using System.Diagnostics;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>The programs of a PostgreSQL server, as Debian installs them. Where they are missing, tests that need them say so.</summary>
internal static class PostgreSqlInstallation
{
    private const string Folder = "/usr/lib/postgresql";

    private static readonly string? s_programs = Find();

    public static string? WhyMissing =>
        s_programs is null ? $"PostgreSQL is not here: {Folder} has no initdb. Install postgresql."
        : User is null && Environment.IsPrivilegedProcess ? "PostgreSQL does not run as root, and there is no user postgres or nobody, or no setpriv, to run it as."
        : null;

    /// <summary>Whom the server runs as; null for whoever runs the tests.</summary>
    public static string? User { get; } = !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/setpriv") ? null : FindUser();

    /// <summary>Runs a line of a shell, in which <c>$0</c> is the folder of the programs, with the rights of <see cref="User"/>.</summary>
    public static Process Start(string line, params string[] arguments)
    {
        string[] shell = ["sh", "-c", line, s_programs!, .. arguments];
        string[] command = User is null ? shell : ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", .. shell];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = "/" })!;
    }

    public static async Task RunAsync(string line, params string[] arguments)
    {
        using var process = Start(line, arguments);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{line}' ended with {process.ExitCode}.");
        }
    }

    private static string? Find() => !Directory.Exists(Folder) ? null : Directory.GetDirectories(Folder)
        .Select(version => Path.Combine(version, "bin"))
        .Where(programs => File.Exists(Path.Combine(programs, "initdb")))
        .OrderBy(programs => programs.Length).ThenBy(programs => programs, StringComparer.Ordinal)
        .LastOrDefault();

    private static string? FindUser()
    {
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return new[] { "postgres", "nobody" }.FirstOrDefault(users.Contains);
    }
}
