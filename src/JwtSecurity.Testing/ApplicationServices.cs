using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Testing;

/// <summary>
/// What a set has among an application's services: under its name, where it has one.
/// </summary>
internal static class ApplicationServices
{
    // All schemes and the sessions are registered with their set, whether added or not: what was not added says so itself.
    public static TService Of<TService>(this IServiceProvider services, string? name)
        where TService : class =>
        (name is null ? services.GetService<TService>() : services.GetKeyedService<TService>(name))
            ?? throw new InvalidOperationException(name is null
                ? $"The application has no {typeof(TService).Name}. Take the services of one that calls builder.Services.AddJwtSecurity(…), or name the set."
                : $"The application has no set '{name}' with a {typeof(TService).Name}. Name another one, or call builder.Services.AddJwtSecurity(\"{name}\", …) in the application.");

    public static IEnumerable<SigningKeySource> SigningKeySources(this IServiceProvider services, string? name) =>
        name is null ? services.GetServices<SigningKeySource>() : services.GetKeyedServices<SigningKeySource>(name);
}
