using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JwtSecurity;

/// <summary>
/// Fails while this process does not know what others revoked.
/// </summary>
internal sealed class JwtSessionsHealthCheck(JwtSecuritySets sets) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(sets.Sessions.Any(sessions => sessions.IsStale)
            ? new HealthCheckResult(context.Registration.FailureStatus, "The revocations of sessions were not read for longer than MaxStaleness.")
            : HealthCheckResult.Healthy());
}
