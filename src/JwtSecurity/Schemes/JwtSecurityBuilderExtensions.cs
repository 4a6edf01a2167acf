using JwtSecurity;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Adds schemes to a set. A set has each of the six at most once; adding one again configures it further.
/// </summary>
public static class JwtSecurityBuilderExtensions
{
    /// <summary>Adds <see cref="JwtAccessBearer"/>: access tokens from the header.</summary>
    /// <param name="builder">The set.</param>
    /// <param name="configure">What differs from the set's options.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddAccessBearer(this JwtSecurityBuilder builder, Action<JwtSchemeOptions>? configure = null) =>
        builder.Add(JwtSchemeKind.AccessBearer, configure);

    /// <summary>Adds <see cref="JwtAccessCookie"/>: access tokens from the cookie.</summary>
    /// <param name="builder">The set.</param>
    /// <param name="configure">What differs from the set's options.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddAccessCookie(this JwtSecurityBuilder builder, Action<JwtSchemeOptions>? configure = null) =>
        builder.Add(JwtSchemeKind.AccessCookie, configure);

    /// <summary>Adds <see cref="JwtAccessBearerCookie"/>: access tokens from the header, else from the cookie.</summary>
    /// <param name="builder">The set.</param>
    /// <param name="configure">What differs from the set's options.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddAccessBearerCookie(this JwtSecurityBuilder builder, Action<JwtSchemeOptions>? configure = null) =>
        builder.Add(JwtSchemeKind.AccessBearerCookie, configure);

    /// <summary>Adds <see cref="JwtRefreshBearer"/>: refresh tokens from the header.</summary>
    /// <param name="builder">The set.</param>
    /// <param name="configure">What differs from the set's options.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddRefreshBearer(this JwtSecurityBuilder builder, Action<JwtSchemeOptions>? configure = null) =>
        builder.Add(JwtSchemeKind.RefreshBearer, configure);

    /// <summary>Adds <see cref="JwtRefreshCookie"/>: refresh tokens from the cookie.</summary>
    /// <param name="builder">The set.</param>
    /// <param name="configure">What differs from the set's options.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddRefreshCookie(this JwtSecurityBuilder builder, Action<JwtSchemeOptions>? configure = null) =>
        builder.Add(JwtSchemeKind.RefreshCookie, configure);

    /// <summary>Adds <see cref="JwtRefreshBearerCookie"/>: refresh tokens from the header, else from the cookie.</summary>
    /// <param name="builder">The set.</param>
    /// <param name="configure">What differs from the set's options.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddRefreshBearerCookie(this JwtSecurityBuilder builder, Action<JwtSchemeOptions>? configure = null) =>
        builder.Add(JwtSchemeKind.RefreshBearerCookie, configure);

    private static JwtSecurityBuilder Add(this JwtSecurityBuilder builder, JwtSchemeKind kind, Action<JwtSchemeOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        JwtSecurityServices.RegistryOf(builder.Services).GetOrAdd(builder.Name).Add(kind, configure);
        return builder;
    }
}
