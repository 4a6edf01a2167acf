using System.Data.Common;
using System.Globalization;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>A store with very many sessions, and how its database finds the few that an operation is about.</summary>
internal static class QueryPlans
{
    private const long Day = 86_400_000_000;

    /// <summary>How many sessions; by default as many as a minute of tests allows.</summary>
    public static int Rows { get; } = int.Parse(Environment.GetEnvironmentVariable("JWTSECURITY_PLAN_ROWS") ?? "100000", CultureInfo.InvariantCulture);

    /// <summary>
    /// Fills the tables: twenty sessions a subject; of ten, one has expired, three are revoked, and of these one is so fresh that nodes have to know of it.
    /// </summary>
    /// <param name="numbers">A query of the numbers from 1 to <see cref="Rows"/>, as <c>n</c>.</param>
    /// <param name="now">The store's time in microseconds.</param>
    public static string[] Fill(string numbers, long now) =>
    [
        $"""
        INSERT INTO "JwtSessions" ("SetName", "SessionId", "SubjectKey", "CurrentJti", "CurrentIssuedAt", "CurrentExpiresAt", "Subject", "RotatedAt", "CreatedAt", "LastUsedAt",
            "ExpiresAt", "AccessTokensEndAt", "RevokedAt", "EndReason", "RevocationEndsAt", "Stamp")
        SELECT '', 'session ' || n, 'user ' || (n / 20), 'first', {now}, {now + Day}, '{"{"}"username":"ada"{"}"}', {now - Day} + n, {now - Day}, {now - Day} + n,
            CASE WHEN n % 10 = 0 THEN {now - Day} + n ELSE {now + Day} + n END, CASE WHEN n % 10 = 0 THEN {now - Day} ELSE {now + Day} END,
            CASE WHEN n % 10 IN (1, 2, 3) THEN {now - Day} END, CASE WHEN n % 10 IN (1, 2, 3) THEN 1 END,
            CASE n % 10 WHEN 1 THEN {now - Day} + n WHEN 2 THEN {now - Day} + n WHEN 3 THEN CASE WHEN n % 100 = 3 THEN {now + Day} + n ELSE {now - Day} + n END END, n
        FROM {numbers}
        """,
        $"""
        INSERT INTO "JwtRevokedTokens" ("SetName", "Jti", "EndsAt") SELECT '', 'token ' || n, CASE WHEN n % 10 = 0 THEN {now + Day} + n ELSE {now - Day} + n END FROM {numbers} WHERE n <= {Rows / 10}
        """,
        "ANALYZE",
    ];

    /// <summary>Every operation but those whose work is all there is; each by the name that a failing test shows.</summary>
    public static Dictionary<string, Func<JwtSessionStore, Task>> Operations { get; } = new()
    {
        ["find"] = async store => await store.FindAsync("", "session 77", default),
        ["rotate"] = async store => (await Logins.RefreshAsync(store, await SessionAsync(store, "session 74"), "first", "second")).Status.Should().Be(JwtRotationStatus.Rotated),
        ["reuse"] = async store => (await Logins.RefreshAsync(store, await SessionAsync(store, "session 75"), "stolen", "second")).Status.Should().Be(JwtRotationStatus.Reused),
        ["create"] = async store => await Logins.StartAsync(store, "new", "user 3", limit: new JwtSessionLimit(5, JwtSessionLimitPolicy.EndOldest)),
        ["revoke"] = async store => await store.RevokeAsync("", "session 76", JwtSessionEndReason.Revoked, default),
        ["revoke all"] = async store => await store.RevokeAllAsync("", "user 4", null, JwtSessionEndReason.Revoked, default),
        ["revoke the others"] = async store => (await store.RevokeAllAsync("", "user 6", "session 125", JwtSessionEndReason.Revoked, default)).Should().NotBeEmpty(),
        ["revoke token"] = async store => await store.RevokeTokenAsync("", "jti", DateTimeOffset.UnixEpoch, default),
        ["is revoked"] = async store => await store.IsRevokedAsync("", "session 77", "token 7", default),
        ["list"] = async store => (await Logins.ToListAsync(store.ListAsync("", "user 5", default))).Should().NotBeEmpty(),
        ["read revocations"] = async store => (await Logins.ToListAsync(store.ReadRevocationsAsync(default))).Should().HaveCountGreaterThan(Rows / 200),
        ["delete expired"] = async store => (await store.DeleteExpiredAsync(100, default)).Should().Be(100),
    };

    public static async Task ExecuteAsync(DbConnection connection, IEnumerable<string> statements)
    {
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written by this class.
            command.CommandText = statement;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Gives the plans of what an operation sent, one below the other.</summary>
    public static async Task<string> ExplainAsync(DbConnection connection, string explain, RecordedCommands commands)
    {
        var plans = new List<string>();
        foreach (var (sql, parameters) in commands.All)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // What the store has sent, word for word.
            command.CommandText = $"{explain} {sql}";
#pragma warning restore CA2100
            foreach (var parameter in parameters)
            {
                var copy = command.CreateParameter();
                (copy.ParameterName, copy.Value) = (parameter.ParameterName, parameter.Value);
                command.Parameters.Add(copy);
            }

            plans.Add(sql);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                plans.Add("    " + reader.GetString(reader.FieldCount - 1));
            }
        }

        return string.Join('\n', plans);
    }

    private static async Task<JwtStoredSession> SessionAsync(JwtSessionStore store, string sessionId) => (await store.FindAsync("", sessionId, default)).Session!;
}
