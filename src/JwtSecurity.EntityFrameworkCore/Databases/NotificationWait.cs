using System.Data.Common;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Waits for PostgreSQL's notifications on a connection of Npgsql, without a reference to Npgsql: this package leaves the choice of the provider, and of its version, to the application.
/// </summary>
internal static class NotificationWait
{
    /// <summary>
    /// Gives <c>NpgsqlConnection.WaitAsync(TimeSpan, CancellationToken)</c>, which tells whether something came in that time; null for a connection that has
    /// no such method, for example one that is wrapped. Then nobody is told, and revocations are found by the poll.
    /// </summary>
    public static Func<TimeSpan, CancellationToken, Task<bool>>? Of(DbConnection connection) =>
        connection.GetType().GetMethod("WaitAsync", [typeof(TimeSpan), typeof(CancellationToken)]) is { } method && method.ReturnType == typeof(Task<bool>)
            ? method.CreateDelegate<Func<TimeSpan, CancellationToken, Task<bool>>>(connection)
            : null;
}
