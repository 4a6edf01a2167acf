using System.Diagnostics;

namespace JwtSecurity.Soak;

/// <summary>
/// Sixteen nodes' worth of rotations straight at the store, each of a session picked at random among many and of nobody else's.
/// </summary>
internal sealed class Rotations
{
    private const int Workers = 16;
    private const int Sessions = 20_000;

    private readonly JwtSessionStore _store;
    private readonly (string SessionId, string Jti)[][] _sessions;
    private readonly JwtStoredToken _template;

    private Rotations(JwtSessionStore store, (string, string)[][] sessions, JwtStoredToken template) => (_store, _sessions, _template) = (store, sessions, template);

    public List<double> Milliseconds { get; private set; } = [];

    public double PerSecond { get; private set; }

    public static async Task<Rotations> PrepareAsync(Database database)
    {
        var sessions = new List<(string, string)>();
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT "SessionId", "CurrentJti" FROM "JwtSessions" WHERE "ExpiresAt" > 1 ORDER BY random() LIMIT {Sessions}""";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            sessions.Add((reader.GetString(0), reader.GetString(1)));
        }

        var one = await database.FindAsync(sessions[0].Item1);
        return new Rotations(database.Store, [.. sessions.Chunk(sessions.Count / Workers).Take(Workers)], one!.Current);
    }

    /// <summary>Rotates a session of the first worker's.</summary>
    public Task<JwtRotationStatus> RotateOneAsync(JwtSessionStore store) => RotateAsync(store, _sessions[0], 0);

    public async Task RunAsync(Promises promises, Func<bool> goesOn)
    {
        var watch = Stopwatch.StartNew();
        var each = await Task.WhenAll(_sessions.Select(own => Task.Run(async () =>
        {
            var milliseconds = new List<double>();
            while (goesOn())
            {
                var begin = Stopwatch.GetTimestamp();
                var status = await RotateAsync(_store, own, Random.Shared.Next(own.Length));
                milliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                promises.Keep(status == JwtRotationStatus.Rotated, $"Every rotation succeeds, but one was {status}.");
            }

            return milliseconds;
        })));
        Milliseconds = [.. each.SelectMany(one => one)];
        PerSecond = Milliseconds.Count / watch.Elapsed.TotalSeconds;
    }

    private async Task<JwtRotationStatus> RotateAsync(JwtSessionStore store, (string SessionId, string Jti)[] own, int index)
    {
        var (sessionId, jti) = own[index];
        var successor = _template with { Jti = Guid.NewGuid().ToString() };
        var rotation = new JwtRotation
        {
            SetName = "",
            SessionId = sessionId,
            PresentedJti = jti,
            AcceptedAt = DateTimeOffset.UtcNow,
            Successor = successor,
            AccessTokenEndsAt = successor.IssuedAt,
            GracePeriod = TimeSpan.Zero,
        };
        var result = await store.RotateAsync(rotation, default);
        own[index] = (sessionId, successor.Jti);
        return result.Status;
    }
}
