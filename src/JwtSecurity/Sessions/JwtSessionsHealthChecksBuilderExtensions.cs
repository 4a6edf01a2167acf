using JwtSecurity;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Adds the health check of sessions.
/// </summary>
public static class JwtSessionsHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that fails while this process's copy of what is revoked is older than <see cref="JwtSessionOptions.MaxStaleness"/>.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What a failure means; by default <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags to filter by. The check is one for readiness: a restart does not mend a database.</param>
    /// <returns>The health checks.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddHealthChecks().AddJwtSessions();
    /// </code>
    /// </example>
    public static IHealthChecksBuilder AddJwtSessions(this IHealthChecksBuilder builder, string name = "jwt-sessions", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, services => new JwtSessionsHealthCheck(services.GetRequiredService<JwtSecuritySets>()), failureStatus, tags));
    }
}
