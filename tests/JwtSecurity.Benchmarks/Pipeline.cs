using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// A real web application without a network: requests go into its hosting pipeline directly.
/// </summary>
internal sealed class Pipeline : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectServer _server;

    private Pipeline(WebApplication app, DirectServer server)
    {
        _app = app;
        _server = server;
    }

    public IServiceProvider Services => _app.Services;

    public static async Task<Pipeline> StartAsync(Action<WebApplicationBuilder> build, Action<WebApplication> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = new DirectServer();
        builder.Services.AddSingleton<IServer>(server);
        build(builder);
        var app = builder.Build();
        configure(app);
        await app.StartAsync();
        return new Pipeline(app, server);
    }

    /// <summary>Runs one GET through the pipeline and gives its status.</summary>
    public int Get(string path, string? authorization)
    {
        var request = new HttpRequestFeature { Method = "GET", Path = path, Scheme = "http", Protocol = "HTTP/1.1" };
        request.Headers.Host = "localhost";
        if (authorization is not null)
        {
            request.Headers.Authorization = authorization;
        }

        var response = new HttpResponseFeature();
        var features = new FeatureCollection(8);
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        _server.Process!(features).GetAwaiter().GetResult();
        return response.StatusCode;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class DirectServer : IServer
    {
        public Func<IFeatureCollection, Task>? Process { get; private set; }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull
        {
            Process = async features =>
            {
                var context = application.CreateContext(features);
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            };
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
