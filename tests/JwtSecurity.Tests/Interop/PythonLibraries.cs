using System.Diagnostics;
using System.Text.Json;

namespace JwtSecurity.Tests.Interop;

/// <summary>The JWT libraries of Python, in one process that answers call by call.</summary>
public sealed class PythonLibraries : IDisposable
{
    private readonly Process? _process = PythonInstallation.WhyMissing is null ? PythonInstallation.Start("libraries.py") : null;

    /// <summary>What the library returned. What it raised fails the test.</summary>
    internal async Task<JsonElement> CallAsync(string library, string function, InteropKey key, params (string Name, object? Value)[] arguments)
    {
        var answer = await AskAsync(library, function, key, arguments);
        return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{library} raised {answer.GetRawText()}");
    }

    internal async Task<string> EncodeAsync(string library, InteropKey key, params (string Name, object? Value)[] arguments) =>
        (await CallAsync(library, "encode", key, arguments)).GetString()!;

    /// <summary>The claims of a token that the library accepts.</summary>
    internal Task<JsonElement> DecodeAsync(string library, InteropKey key, string token, params (string Name, object? Value)[] arguments) =>
        CallAsync(library, "decode", key, [("token", token), .. arguments]);

    /// <summary>What the library says of a token that it refuses: the exception's name and text.</summary>
    internal async Task<string> RefusalAsync(string library, InteropKey key, string token, params (string Name, object? Value)[] arguments)
    {
        var answer = await AskAsync(library, "decode", key, [("token", token), .. arguments]);
        return answer.TryGetProperty("error", out var error) ? $"{error.GetString()}: {answer.GetProperty("text").GetString()}" : "accepted";
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
    }

    private async Task<JsonElement> AskAsync(string library, string function, InteropKey key, (string Name, object? Value)[] arguments)
    {
        // A token is made with the private half and decoded with the public one; a secret is both.
        var call = new Dictionary<string, object?>
        {
            ["library"] = library,
            ["do"] = function,
            ["algorithm"] = key.Algorithm,
            ["key"] = function == "decode" ? key.VerifyingKey : key.SigningKey,
        };
        foreach (var (name, value) in arguments)
        {
            call[name] = value;
        }

        await _process!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(call));
        var line = await _process.StandardOutput.ReadLineAsync();
        return line is null
            ? throw new InvalidOperationException($"The script ended: {await _process.StandardError.ReadToEndAsync()}")
            : JsonDocument.Parse(line).RootElement;
    }
}
