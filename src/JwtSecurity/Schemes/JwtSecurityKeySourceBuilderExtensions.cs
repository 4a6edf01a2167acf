using JwtSecurity;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Adds keys to a set that change while the application runs.
/// </summary>
public static class JwtSecurityKeySourceBuilderExtensions
{
    /// <summary>Adds a source whose keys join those of the set's options.</summary>
    /// <param name="builder">The set.</param>
    /// <param name="source">The source. Keep it to change its keys. It is not disposed.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// var keys = new SigningKeySource(SigningKey.FromPem(File.ReadAllText("2026-06.pem")));
    /// builder.Services.AddJwtSecurity().AddSigningKeySource(keys).AddAccessBearer();
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddSigningKeySource(this JwtSecurityBuilder builder, SigningKeySource source)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(source);
        _ = builder.Name is null ? builder.Services.AddSingleton(source) : builder.Services.AddKeyedSingleton(builder.Name, source);
        return builder;
    }

    /// <summary>Adds a source that is made with the application's services, once.</summary>
    /// <param name="builder">The set.</param>
    /// <param name="create">Makes the source. It is disposed with the application, if it can be.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddSigningKeySource(this JwtSecurityBuilder builder, Func<IServiceProvider, SigningKeySource> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        _ = builder.Name is null ? builder.Services.AddSingleton(create) : builder.Services.AddKeyedSingleton(builder.Name, (services, _) => create(services));
        return builder;
    }
}
