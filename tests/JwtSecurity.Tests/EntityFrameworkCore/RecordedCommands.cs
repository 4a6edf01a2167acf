using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>What the store sends to the database, to be asked for its plan.</summary>
internal sealed class RecordedCommands : DbCommandInterceptor
{
    public List<(string Sql, DbParameter[] Parameters)> All { get; } = [];

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Record(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Record(command);
        return new(result);
    }

    private void Record(DbCommand command) => All.Add((command.CommandText, [.. command.Parameters.Cast<DbParameter>()]));
}
