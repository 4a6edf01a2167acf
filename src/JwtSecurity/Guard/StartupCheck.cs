using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtSecurity;

/// <summary>
/// Stops an application that is configured wrong, at its start and with every finding at once.
/// </summary>
/// <remarks>
/// Endpoints are built when the first request comes, where an exception would make every other endpoint answer 500. So they are built here, after
/// the pipeline is. A host without a web server checks the options alone, before its services start.
/// </remarks>
internal sealed class StartupCheck(IServiceProvider services, JwtSecurityRegistry registry, JwtSecuritySets sets) : IStartupFilter, IHostedLifecycleService
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        Check(app.ApplicationServices.GetService<EndpointDataSource>());
    };

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<IServer>() is null)
        {
            Check(endpoints: null);
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(EndpointDataSource? endpoints)
    {
        var findings = new StartupFindings();
        var endpointCheck = new EndpointCheck(services, registry);
        var settings = sets.Check(findings);
        foreach (var endpoint in endpoints?.Endpoints ?? [])
        {
            endpointCheck.Check(endpoint, findings);
            endpoint.Metadata.GetMetadata<JwksEndpoint>()?.Check(registry, settings, findings);
            endpoint.Metadata.GetMetadata<TokenEndpoint>()?.Check(registry, findings);
        }

        foreach (var set in registry.Sets)
        {
            set.CheckLogin?.Invoke(services, findings);
        }

        findings.ThrowIfAny();
        RefreshCookieEndpoints.Tell(registry, [.. (endpoints?.Endpoints ?? []).OfType<RouteEndpoint>()]);

        // Everything that could fail has been tried; now it is made, and warns about what it finds questionable.
        foreach (var set in registry.Sets.Where(set => set.Kinds.Any()))
        {
            sets.Get(set.Kinds.First(), set.Name);
        }
    }
}
