using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// What a set has among an application's services: under its name, where it has one.
/// </summary>
internal static class SetServices
{
    public static T? FindOfSet<T>(this IServiceProvider services, string? setName)
        where T : class =>
        setName is null ? services.GetService<T>() : services.GetKeyedService<T>(setName);
}
