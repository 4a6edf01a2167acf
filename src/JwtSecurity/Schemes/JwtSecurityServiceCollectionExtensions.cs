using JwtSecurity;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Registers JwtSecurity: a set of schemes that share a key.
/// </summary>
public static class JwtSecurityServiceCollectionExtensions
{
    /// <summary>Adds the default set, to be configured by <c>services.Configure&lt;JwtSecurityOptions&gt;</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <returns>The set, to add schemes to.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddJwtSecurity(this IServiceCollection services) =>
        JwtSecurityServices.Add(services, name: null, configure: null);

    /// <summary>Adds the default set.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">The options all its schemes start from. It is called while services are registered and again when they are built.</param>
    /// <returns>The set, to add schemes to.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtSecurity(options => options.SecretKey = builder.Configuration["Jwt:SecretKey"])
    ///     .AddAccessBearer()
    ///     .AddRefreshBearer();
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddJwtSecurity(this IServiceCollection services, Action<JwtSecurityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return JwtSecurityServices.Add(services, name: null, configure);
    }

    /// <summary>Adds the default set, with options from configuration. Changes take effect while the application runs.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">A section whose keys are named like the options, for example <c>Jwt</c> with <c>Jwt:SecretKey</c> and <c>Jwt:AccessExpiresDelta</c>.</param>
    /// <returns>The set, to add schemes to.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtSecurity(builder.Configuration.GetSection("Jwt")).AddAccessBearer();
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddJwtSecurity(this IServiceCollection services, IConfiguration configuration) =>
        JwtSecurityServices.Add(services, name: null, configuration);

    /// <summary>Adds a named set, beside the default one: for other users, with other keys.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The set's name. Its schemes are taken with <c>[Security&lt;JwtAccessBearer&gt;("name")]</c> and <c>[FromKeyedServices("name")]</c>.</param>
    /// <param name="configure">The options all its schemes start from. It is called while services are registered and again when they are built.</param>
    /// <returns>The set, to add schemes to.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtSecurity("admin", options => options.SecretKey = builder.Configuration["AdminJwt:SecretKey"])
    ///     .AddAccessBearer();
    ///
    /// app.MapGet("/admin", ([Security&lt;JwtAccessBearer&gt;("admin")] JwtAuthorizationCredentials credentials) => "…");
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddJwtSecurity(this IServiceCollection services, string name, Action<JwtSecurityOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        return JwtSecurityServices.Add(services, name, configure);
    }

    /// <summary>Adds a named set, with options from configuration. Changes take effect while the application runs.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The set's name.</param>
    /// <param name="configuration">A section whose keys are named like the options.</param>
    /// <returns>The set, to add schemes to.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddJwtSecurity(this IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return JwtSecurityServices.Add(services, name, configuration);
    }
}
