using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// For a while, has commands of SQLite wait no longer than so many seconds for whoever writes: they wait on a blocked thread, which no cancellation reaches. What the application
/// says is kept where it is shorter, and back in force afterwards.
/// </summary>
internal sealed class SqliteWait : IDisposable
{
    private readonly DatabaseFacade _database;
    private readonly int? _commandTimeout;
    private readonly int _defaultTimeout;

    public SqliteWait(DatabaseFacade database, TimeSpan time)
    {
        _database = database;
        _commandTimeout = database.GetCommandTimeout();
        _defaultTimeout = (int)DefaultTimeout.GetValue(Connection)!;
        var seconds = Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
        Set(Shorter(_commandTimeout ?? _defaultTimeout, seconds), Shorter(_defaultTimeout, seconds));
    }

    private DbConnection Connection => _database.GetDbConnection();

    // Of the connection, without a reference to Microsoft.Data.Sqlite: the BEGIN of a transaction knows no other.
    private PropertyInfo DefaultTimeout => Connection.GetType().GetProperty("DefaultTimeout", typeof(int))
        ?? throw new NotSupportedException($"{Connection.GetType()} has no DefaultTimeout, as SqliteConnection has.");

    public void Dispose() => Set(_commandTimeout, _defaultTimeout);

    private void Set(int? commandTimeout, int defaultTimeout)
    {
        _database.SetCommandTimeout(commandTimeout);
        DefaultTimeout.SetValue(Connection, defaultTimeout);
    }

    // Zero is for ever.
    private static int Shorter(int own, int seconds) => own == 0 ? seconds : Math.Min(own, seconds);
}
