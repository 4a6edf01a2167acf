using System.Diagnostics;
using JwtSecurity.Tests.EntityFrameworkCore;

namespace JwtSecurity.Soak;

/// <summary>
/// The runs by their names. Each has the machine to itself, prints what it measured, and names the promises it saw broken.
/// </summary>
internal static class Runs
{
    public static readonly IReadOnlyDictionary<string, Func<Databases, Promises, bool, Task>> All = new Dictionary<string, Func<Databases, Promises, bool, Task>>
    {
        ["nodes"] = Nodes.RunAsync,
        ["kill"] = Kill.RunAsync,
        ["outage"] = Outage.RunAsync,
        ["load"] = Load.RunAsync,
        ["million"] = Million.RunAsync,
        ["memory"] = Memory.RunAsync,
    };

    public static async Task<int> RunAsync(string[] names, bool quick)
    {
        if (PostgreSqlInstallation.WhyMissing is { } why)
        {
            await Console.Error.WriteLineAsync(why);
            return 2;
        }

        var failed = 0;
        foreach (var name in names)
        {
            failed += await IsKeptAsync(name, quick) ? 0 : 1;
        }

        Console.WriteLine($"soak: {names.Length - failed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static async Task<bool> IsKeptAsync(string name, bool quick)
    {
        Console.WriteLine($"## {name}");
        Console.WriteLine();
        var watch = Stopwatch.StartNew();
        var promises = new Promises();
        try
        {
            await using var databases = await Databases.StartAsync();
            await All[name](databases, promises, quick);
        }
#pragma warning disable CA1031 // Whatever it is, the run has failed, and the next one may tell more.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            promises.Keep(false, exception.ToString());
        }

        Console.WriteLine();
        promises.Print();
        Console.WriteLine($"{name}: {(promises.AreKept ? "every promise kept" : "BROKEN")}, {watch.Elapsed.TotalSeconds:F0} s");
        Console.WriteLine();
        return promises.AreKept;
    }
}
