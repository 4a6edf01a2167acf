using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// One variant as a real server, for load from outside.
/// </summary>
internal static class Server
{
    public static async Task<int> RunAsync(string name, string[] args)
    {
        if (!Variants.All.TryGetValue(name, out var variant))
        {
            await Console.Error.WriteLineAsync($"There is no variant '{name}'. There are: {string.Join(", ", Variants.All.Keys)}.");
            return 2;
        }

        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        variant.Build(builder);
        var app = builder.Build();
        variant.Configure(app);
        await app.RunAsync();
        return 0;
    }
}
