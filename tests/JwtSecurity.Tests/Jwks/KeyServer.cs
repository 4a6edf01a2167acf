using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.Jwks;

/// <summary>A real server that publishes keys, as well or as badly as a test wants, and counts who asks.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    public const string Path = "/.well-known/jwks.json";

    private readonly SemaphoreSlim _asked = new(0);
    private readonly int _port;
    private WebApplication? _app;
    private int _count;

    private KeyServer(int port) => _port = port;

    public string Address => $"http://127.0.0.1:{_port}{Path}";

    /// <summary>What it answers.</summary>
    public RequestDelegate Answer { get; set; } = context => context.Response.WriteAsync("""{"keys":[]}""");

    /// <summary>How often it was asked.</summary>
    public int Count => Volatile.Read(ref _count);

    public static async Task<KeyServer> StartAsync(params SigningKey[] keys)
    {
        var app = Build(0, _ => Task.CompletedTask);
        await app.StartAsync();
        var port = new Uri(app.Urls.First()).Port;
        await app.DisposeAsync();

        // On the port that was free, so that it can go away and come back.
        var server = new KeyServer(port);
        server.Publish(keys);
        await server.ComeBackAsync();
        return server;
    }

    /// <summary>Writes a key set as others do, by hand.</summary>
    public static string Write(params IEnumerable<string> keys) => $$"""{"keys":[{{string.Join(',', keys)}}]}""";

    public void Publish(params SigningKey[] keys) => PublishText(Write(keys.Select(key => key.ToJwk())));

    public void PublishText(string text) => Answer = context => context.Response.WriteAsync(text);

    /// <summary>Makes it take requests and answer none until it is told to.</summary>
    public TaskCompletionSource Stall(params SigningKey[] keys)
    {
        var going = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer = async context =>
        {
            await going.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync(Write(keys.Select(key => key.ToJwk())));
        };
        return going;
    }

    /// <summary>Completes when it was asked so often.</summary>
    public async Task WhenAskedAsync(int times)
    {
        while (Count < times)
        {
            (await _asked.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue($"it should be asked {times} times, and was {Count} times");
        }
    }

    public async Task GoAwayAsync()
    {
        await _app!.DisposeAsync();
        _app = null;
    }

    public async Task ComeBackAsync()
    {
        _app = Build(_port, context =>
        {
            Interlocked.Increment(ref _count);
            _asked.Release();
            return Answer(context);
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private static WebApplication Build(int port, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.UseShutdownTimeout(TimeSpan.Zero);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(answer);
        return app;
    }
}
