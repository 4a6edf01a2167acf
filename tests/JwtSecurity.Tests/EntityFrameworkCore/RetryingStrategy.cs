using Microsoft.EntityFrameworkCore.Storage;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Runs again what lost its answer, as the strategies of <c>EnableRetryOnFailure</c> do for broken connections.</summary>
internal sealed class RetryingStrategy(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 3, maxRetryDelay: TimeSpan.Zero)
{
    protected override bool ShouldRetryOn(Exception exception) => exception is LostAnswerException;
}
