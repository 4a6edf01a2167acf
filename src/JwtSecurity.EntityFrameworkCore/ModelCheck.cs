using Microsoft.Extensions.Hosting;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Stops an application whose context cannot keep sessions, at its start, before any of its services begins. It asks the model, not the database, which may not be there yet.
/// </summary>
internal sealed class ModelCheck(StoreOperations operations) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => operations.CheckAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
