using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>As a pool of connections on the way does it: LISTEN is said to have worked, and some other connection hears what comes of it.</summary>
internal sealed class UnheardNotifications : DbCommandInterceptor
{
    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(command.CommandText.StartsWith("LISTEN", StringComparison.Ordinal) ? InterceptionResult<int>.SuppressWithResult(-1) : result);
}
