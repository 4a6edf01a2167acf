using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtSecurity.Soak;

/// <summary>
/// Asks PostgreSQL how it runs each statement that is about to be sent, by running it first and undoing that.
/// </summary>
internal sealed class Plans(Database database) : DbCommandInterceptor
{
    public List<(string Sql, string[] Plan)> All { get; } = [];

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command);
        return result;
    }

    private async Task ExplainAsync(DbCommand command)
    {
        await using var connection = await database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var explain = connection.CreateCommand();
#pragma warning disable CA2100 // What the store sends, word for word.
        (explain.CommandText, explain.Transaction) = ($"EXPLAIN (ANALYZE, BUFFERS) {command.CommandText}", transaction);
#pragma warning restore CA2100
        foreach (var parameter in command.Parameters.Cast<ICloneable>())
        {
            explain.Parameters.Add(parameter.Clone());
        }

        var plan = new List<string>();
        await using (var reader = await explain.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                plan.Add(reader.GetString(0));
            }
        }

        await transaction.RollbackAsync();
        All.Add((command.CommandText, [.. plan]));
    }
}
