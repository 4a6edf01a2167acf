using System.Data.Common;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Waits for PostgreSQL's notifications on a connection of Npgsql, without a reference to Npgsql: this package leaves the choice of the provider, and of its version, to the application.
/// </summary>
internal static class NotificationWait
{
    /// <summary>
    /// Gives <c>NpgsqlConnection.WaitAsync(TimeSpan, CancellationToken)</c>, which tells whether something came in that time.
    /// </summary>
    /// <exception cref="NotSupportedException">The connection has no such method; it may be one that wraps another.</exception>
    public static Func<TimeSpan, CancellationToken, Task<bool>> Of(DbConnection connection) =>
        connection.GetType().GetMethod("WaitAsync", [typeof(TimeSpan), typeof(CancellationToken)]) is { } method && method.ReturnType == typeof(Task<bool>)
            ? method.CreateDelegate<Func<TimeSpan, CancellationToken, Task<bool>>>(connection)
            : throw new NotSupportedException($"{connection.GetType()} cannot wait for notifications of PostgreSQL, as Npgsql's connection does. Nodes learn of revocations by the poll alone.");
}
