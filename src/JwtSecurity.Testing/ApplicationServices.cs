using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Testing;

/// <summary>
/// What a set has among an application's services: under its name, where it has one.
/// </summary>
internal static class ApplicationServices
{
    public static TService Of<TService>(this IServiceProvider services, string? name)
        where TService : class =>
        name is null ? services.GetRequiredService<TService>() : services.GetRequiredKeyedService<TService>(name);

    public static IEnumerable<SigningKeySource> SigningKeySources(this IServiceProvider services, string? name) =>
        name is null ? services.GetServices<SigningKeySource>() : services.GetKeyedServices<SigningKeySource>(name);
}
