using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Makes contexts of the application's type: by its factory where one is registered, otherwise in a scope of their own. Never the request's, which may have changes pending or a
/// transaction open.
/// </summary>
internal sealed class ContextSource<TContext>(IServiceScopeFactory scopes) : IContextSource
    where TContext : DbContext
{
    private volatile bool _isChecked;

    public async ValueTask<ContextLease> RentAsync(CancellationToken cancellationToken)
    {
        // A factory too may be scoped.
        var scope = scopes.CreateAsyncScope();
        try
        {
            var factory = scope.ServiceProvider.GetService<IDbContextFactory<TContext>>();
            var lease = factory is null
                ? new ContextLease(scope.ServiceProvider.GetService<TContext>() ?? throw NotRegistered(), scope, isFromFactory: false)
                : new ContextLease(await factory.CreateDbContextAsync(cancellationToken), scope, isFromFactory: true);
            if (!_isChecked)
            {
                await CheckAsync(lease);
            }

            return lease;
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    private async ValueTask CheckAsync(ContextLease lease)
    {
        try
        {
            TablesCheck.ThrowIfUnfit(lease.Context);
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }

        _isChecked = true;
    }

    private static InvalidOperationException NotRegistered() => new(
        $"JwtSecurity is not configured correctly. AddEntityFrameworkStore<{typeof(TContext).Name}>() finds no {typeof(TContext).Name} among the services. "
        + $"Register it: services.AddDbContext<{typeof(TContext).Name}>(options => ...).");
}
