using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Tests.TestKit;

/// <summary>
/// A web application in memory: real pipeline, real routing, no network. Services first, endpoints second, then requests.
/// </summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string Secret = "a secret that is long enough for HS256, HS384 and for HS512 too: 0123456789";

    /// <summary>The key of a second set.</summary>
    public const string OtherSecret = "another secret that is long enough for HS256, HS384 and for HS512 too: 0123456789";

    private readonly WebApplication _app;

    private TestApp(WebApplication app, ManualTimeProvider clock, RecordingLoggerProvider logs)
    {
        _app = app;
        Clock = clock;
        Logs = logs;
        Client = app.GetTestClient();
    }

    public HttpClient Client { get; }

    public ManualTimeProvider Clock { get; }

    public RecordingLoggerProvider Logs { get; }

    public IServiceProvider Services => _app.Services;

    public TestServer Server => _app.GetTestServer();

    /// <summary>Builds and starts an application whose default set has <see cref="Secret"/>.</summary>
    public static Task<TestApp> StartAsync(Action<JwtSecurityBuilder> schemes, Action<WebApplication> configure, Action<WebApplicationBuilder>? build = null, Action<JwtSecurityOptions>? options = null) =>
        StartRawAsync(
            builder =>
            {
                schemes(builder.Services.AddJwtSecurity(o =>
                {
                    o.SecretKey = Secret;
                    options?.Invoke(o);
                }));
                build?.Invoke(builder);
            },
            configure);

    /// <summary>The same without any registration of JwtSecurity.</summary>
    public static async Task<TestApp> StartRawAsync(Action<WebApplicationBuilder> build, Action<WebApplication> configure)
    {
        var clock = new ManualTimeProvider();
        var logs = new RecordingLoggerProvider();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(clock);
        build(builder);

        var app = builder.Build();
        try
        {
            configure(app);
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TestApp(app, clock, logs);
    }

    public TScheme Scheme<TScheme>(string? set = null)
        where TScheme : JwtSecurityScheme =>
        set is null ? Services.GetRequiredService<TScheme>() : Services.GetRequiredKeyedService<TScheme>(set);

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, (string Name, string Value)[] headers, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Answer.ReadAsync(await Client.SendAsync(request));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
