using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Stops a transaction before its commit, with all its locks.</summary>
internal sealed class PausedCommit : DbTransactionInterceptor
{
    private readonly TaskCompletionSource _reached = new();
    private readonly TaskCompletionSource _goOn = new();

    public Task Reached => _reached.Task;

    public void GoOn() => _goOn.SetResult();

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        _reached.SetResult();
        await _goOn.Task;
        return result;
    }
}
