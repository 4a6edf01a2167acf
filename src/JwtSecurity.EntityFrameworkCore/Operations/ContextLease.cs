using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// A context for one operation, and the scope it lives in. What a scope made, the scope disposes of; what a factory made, somebody has to.
/// </summary>
internal readonly struct ContextLease(DbContext context, AsyncServiceScope scope, bool isFromFactory) : IAsyncDisposable
{
    public DbContext Context => context;

    public async ValueTask DisposeAsync()
    {
        if (isFromFactory)
        {
            await context.DisposeAsync();
        }

        await scope.DisposeAsync();
    }
}
