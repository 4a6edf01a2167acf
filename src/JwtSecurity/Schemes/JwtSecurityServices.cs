using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtSecurity;

/// <summary>
/// What the overloads of <c>AddJwtSecurity</c> come down to. Calling it again adds to what is there.
/// </summary>
internal static class JwtSecurityServices
{
    public static JwtSecurityBuilder Add(IServiceCollection services, string? name, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton<IOptionsChangeTokenSource<JwtSecurityOptions>>(
            new ConfigurationChangeTokenSource<JwtSecurityOptions>(name ?? Options.DefaultName, configuration));
        return Add(services, name, options => JwtConfiguration.Bind(configuration, options));
    }

    public static JwtSecurityBuilder Add(IServiceCollection services, string? name, Action<JwtSecurityOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        var registry = services.LastOrDefault(service => service.ServiceType == typeof(JwtSecurityRegistry))?.ImplementationInstance as JwtSecurityRegistry;
        if (registry is null)
        {
            registry = new JwtSecurityRegistry();
            services.AddSingleton(registry);
            AddCore(services);
            AddSchemes(services, key: null);
        }

        if (name is not null && registry.Find(name) is null)
        {
            AddSchemes(services, name);
        }

        var set = registry.GetOrAdd(name);
        if (configure is not null)
        {
            services.Configure(name ?? Options.DefaultName, configure);
            set.RegistersAuthenticationSchemes = WantsAuthenticationSchemes(configure, set.RegistersAuthenticationSchemes);
        }

        if (set.RegistersAuthenticationSchemes)
        {
            AddAuthentication(services);
        }

        return new JwtSecurityBuilder(services, name);
    }

    public static JwtSecurityRegistry RegistryOf(IServiceCollection services) =>
        (JwtSecurityRegistry)services.Last(service => service.ServiceType == typeof(JwtSecurityRegistry)).ImplementationInstance!;

    private static void AddCore(IServiceCollection services)
    {
        services.AddOptions();
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(provider => new JwtSchemeEnvironment(
            provider.GetRequiredService<IOptions<JsonOptions>>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetService<TimeProvider>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetService<IServiceProviderIsService>()?.IsService(typeof(IProblemDetailsService)) != false));
        services.TryAddSingleton<JwtSecuritySets>();
        services.TryAddSingleton<EndpointLimiters>();
        services.Configure<JsonOptions>(options => options.SerializerOptions.TypeInfoResolverChain.Add(EndpointJsonContext.Default));

        // The start: both roles are one object, so that a web application is checked once.
        services.TryAddSingleton<StartupCheck>();
        services.AddSingleton<IStartupFilter>(provider => provider.GetRequiredService<StartupCheck>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<StartupCheck>());

        // What stands beside or before a guard.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, GuardedFallbackHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, JwtSchemeRequirementHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExceptionHandler, RefusalExceptionHandler>());
        services.Configure<Microsoft.AspNetCore.Mvc.MvcOptions>(options => options.Filters.Add(new TokenResultFilter()));
        services.PostConfigure<OutputCacheOptions>(options => options.AddBasePolicy(new GuardedOutputCachePolicy()));
    }

    // The core alone: AddAuthentication would bring data protection, whose key ring nothing here uses.
    private static void AddAuthentication(IServiceCollection services)
    {
        services.AddAuthenticationCore();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthenticationOptions>, AuthenticationSchemes>());
        services.TryAddTransient<JwtAuthenticationHandler>();
    }

    // All six and the sessions, whether added or not: a parameter of a missing one is then named at start-up, instead of being taken for the body.
    private static void AddSchemes(IServiceCollection services, string? key)
    {
        foreach (var kind in JwtSchemeKind.All)
        {
            services.Add(key is null
                ? ServiceDescriptor.Singleton(kind.SchemeType, provider => provider.GetRequiredService<JwtSecuritySets>().Get(kind, null))
                : ServiceDescriptor.KeyedSingleton(kind.SchemeType, key, (provider, _) => provider.GetRequiredService<JwtSecuritySets>().Get(kind, key)));
        }

        services.Add(key is null
            ? ServiceDescriptor.Singleton(provider => provider.GetRequiredService<JwtSecuritySets>().CreateSessions(null))
            : ServiceDescriptor.KeyedSingleton(key, (provider, _) => provider.GetRequiredService<JwtSecuritySets>().CreateSessions(key)));
    }

    // WebApplication puts the authentication middleware into the pipeline where its services are registered, so whether they
    // are wanted has to be known now.
    private static bool WantsAuthenticationSchemes(Action<JwtSecurityOptions> configure, bool otherwise)
    {
        var options = new JwtSecurityOptions { RegisterAuthenticationSchemes = otherwise };
        try
        {
            configure(options);
        }
#pragma warning disable CA1031 // What it throws now, it throws again at the start, where it stops the application; configuration may still be incomplete here.
        catch (Exception)
#pragma warning restore CA1031
        {
            return otherwise;
        }

        return options.RegisterAuthenticationSchemes;
    }
}
