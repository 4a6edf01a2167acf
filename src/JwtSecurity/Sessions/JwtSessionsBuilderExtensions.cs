using JwtSecurity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Switches sessions on, and says where they are kept.
/// </summary>
public static class JwtSessionsBuilderExtensions
{
    /// <summary>
    /// Gives a set sessions: refresh tokens are rotated, and what is revoked is refused. Their store is added beside it. Calling it again configures further.
    /// </summary>
    /// <param name="builder">The set. It needs a refresh scheme.</param>
    /// <param name="configure">The options; those of the set's configuration stand under <c>Sessions</c>.</param>
    /// <returns>The set.</returns>
    /// <remarks>
    /// From then on <c>CreateRefreshToken</c> and <c>CreateTokenPair</c> throw: take <see cref="JwtSessions"/> and call <c>StartAsync</c> and <c>RefreshAsync</c>. A set without a refresh scheme, or an application without a
    /// store, does not start.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtSecurity(options => options.SecretKey = builder.Configuration["Jwt:SecretKey"])
    ///     .AddAccessBearer()
    ///     .AddRefreshBearer()
    ///     .AddSessions(sessions => sessions.AbsoluteLifetime = TimeSpan.FromDays(180))
    ///     .AddInMemoryStore();
    /// </code>
    /// </example>
    public static JwtSecurityBuilder AddSessions(this JwtSecurityBuilder builder, Action<JwtSessionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        JwtSecurityServices.RegistryOf(builder.Services).GetOrAdd(builder.Name).HasSessions = true;
        if (configure is not null)
        {
            builder.Services.Configure<JwtSecurityOptions>(builder.Name ?? Options.Options.DefaultName, options => configure(options.Sessions));
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RevocationPoller>());
        return builder;
    }

    /// <summary>Keeps the sessions of all sets in the memory of the process. A restart ends every session, and a second process knows nothing of them.</summary>
    /// <param name="builder">Any set; the store is the application's.</param>
    /// <returns>The set.</returns>
    /// <remarks>
    /// After a restart no refresh token is accepted, and users log in again when their access token has expired. Until then access tokens are accepted, and those that had been revoked are again: nobody remembers that they were.
    /// For development, tests, and applications on one machine whose users may log in again. Outside development a warning is logged. A store that was added before stays.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static JwtSecurityBuilder AddInMemoryStore(this JwtSecurityBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<JwtSessionStore>(services => new InMemorySessionStore(services.GetRequiredService<JwtSchemeEnvironment>().TimeProvider));
        return builder;
    }
}
