using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.TestKit;

/// <summary>A web application on a real server and a free port of the loopback address, for what only a server's parser does.</summary>
internal sealed class LoopbackApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackApp(WebApplication app, ManualTimeProvider clock, RecordingLoggerProvider logs)
    {
        _app = app;
        Clock = clock;
        Logs = logs;
    }

    public ManualTimeProvider Clock { get; }

    public RecordingLoggerProvider Logs { get; }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Builds and starts an application whose default set has <see cref="TestApp.Secret"/>.</summary>
    public static Task<LoopbackApp> StartAsync(Action<JwtSecurityBuilder> schemes, Action<WebApplication> configure) => StartRawAsync(
        (builder, clock) => schemes(builder.Services.AddJwtSecurity(o =>
        {
            o.SecretKey = TestApp.Secret;
            o.TimeProvider = clock;
        })),
        configure);

    /// <summary>The same without any registration of JwtSecurity. The clock is for the schemes alone: the server's own timers need one that runs.</summary>
    public static async Task<LoopbackApp> StartRawAsync(Action<WebApplicationBuilder, ManualTimeProvider> build, Action<WebApplication> configure)
    {
        var clock = new ManualTimeProvider();
        var logs = new RecordingLoggerProvider();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        build(builder, clock);
        var app = builder.Build();
        configure(app);
        await app.StartAsync();
        return new LoopbackApp(app, clock, logs);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
