using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtSecurity;

/// <summary>
/// Stops an application that is configured wrong, at its start and with every finding at once.
/// </summary>
/// <remarks>
/// Endpoints are built when the first request comes, where an exception would make every other endpoint answer 500. So they are built here, after
/// the pipeline is. A host without a web server checks the options alone.
/// </remarks>
internal sealed class StartupCheck(IServiceProvider services, JwtSecurityRegistry registry, JwtSecuritySets sets) : IStartupFilter, IHostedLifecycleService
{
    private bool _checked;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        Check(app.ApplicationServices.GetService<EndpointDataSource>());
    };

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!_checked)
        {
            Check(endpoints: null);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(EndpointDataSource? endpoints)
    {
        _checked = true;
        var findings = new StartupFindings();
        sets.Check(findings);
        foreach (var endpoint in endpoints?.Endpoints ?? [])
        {
            CheckEndpoint(endpoint, findings);
        }

        findings.ThrowIfAny();

        // Everything that could fail has been tried; now it is made, and warns about what it finds questionable.
        foreach (var set in registry.Sets.Where(set => set.Kinds.Any()))
        {
            sets.Get(set.Kinds.First(), set.Name);
        }
    }

    private void CheckEndpoint(Endpoint endpoint, StartupFindings findings)
    {
        var name = $"Endpoint '{endpoint.DisplayName}'";
        if (endpoint.Metadata.GetMetadata<EndpointGuard>() is { } guard)
        {
            guard.Check(registry, findings);

            // A placeholder is replaced by another endpoint when a request comes, and its guard with it.
            if (endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>() is { IsDynamic: true })
            {
                findings.Add($"{name} is replaced while requests are routed, and RequireJwt would go with it, as RequireAuthorization would. Write [Security<T>] on the controller or page that it leads to.");
            }
        }

        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<SchemeParameter>())
        {
            registry.CheckRegistered(parameter.Kind, parameter.SetName, $"{name}, parameter '{parameter.ParameterName}',", findings);
        }

        if (endpoint.Metadata.GetMetadata<JwtSecurityAttribute>() is not null)
        {
            CheckAttributes(endpoint, name, findings);
        }
    }

    private void CheckAttributes(Endpoint endpoint, string name, StartupFindings findings)
    {
        foreach (var attribute in endpoint.Metadata.GetOrderedMetadata<JwtSecurityAttribute>())
        {
            registry.CheckRegistered(attribute.Kind, attribute.Name, name, findings);
        }

        if (!registry.RegistersAuthenticationSchemes)
        {
            findings.Add($"{name} has [Security] on a method or class, which needs RegisterAuthenticationSchemes. Set it to true, or use RequireJwt or a credentials parameter.");
        }

        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(IAuthorizationService)) == false)
        {
            findings.Add($"{name} has [Security] on a method or class, which needs authorization. Call builder.Services.AddAuthorization().");
        }
    }
}
