using System.Diagnostics;
using JwtSecurity.Tests.Repository;

namespace JwtSecurity.Tests.Interop;

/// <summary>The Python of Debian and the libraries beside it. Where one is missing, tests that need it say so.</summary>
internal static class PythonInstallation
{
    private const string Interpreter = "/usr/bin/python3";

    // By the name each has in an import statement: the package that brings it.
    private static readonly Dictionary<string, string> s_packages = new()
    {
        ["jwt"] = "python3-jwt",
        ["jose"] = "python3-jose",
        ["authlib"] = "python3-authlib",
        ["rest_framework_simplejwt"] = "python3-djangorestframework-simplejwt",
    };

    private static readonly Lazy<string[]> s_missing = new(FindMissing);

    /// <summary>Why tests cannot run; null where all is there.</summary>
    public static string? WhyMissing =>
        !File.Exists(Interpreter) ? $"Python is not here: {Interpreter} is missing."
        : s_missing.Value is { Length: > 0 } missing ? $"Libraries of Python are not here. Install {string.Join(' ', missing.Select(module => s_packages[module]))}."
        : null;

    /// <summary>Starts one of the scripts that lie beside the tests.</summary>
    public static Process Start(string script, params string[] arguments) =>
        Run(["-B", "-u", RepositoryFiles.PathOf($"tests/JwtSecurity.Tests/Interop/Python/{script}"), .. arguments]);

    private static string[] FindMissing()
    {
        using var python = Run(["-c", "import sys; from importlib.util import find_spec; print(*[name for name in sys.argv[1:] if find_spec(name) is None])", .. s_packages.Keys]);
        return python.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    private static Process Run(IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(Interpreter, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
