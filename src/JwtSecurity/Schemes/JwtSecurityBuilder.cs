using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity;

/// <summary>
/// Adds schemes to a set. <c>AddJwtSecurity</c> makes it.
/// </summary>
public sealed class JwtSecurityBuilder
{
    internal JwtSecurityBuilder(IServiceCollection services, string? name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>Gets the services the schemes are registered with.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Gets the name of the set.</summary>
    /// <value><see langword="null"/> for the default set.</value>
    public string? Name { get; }
}
