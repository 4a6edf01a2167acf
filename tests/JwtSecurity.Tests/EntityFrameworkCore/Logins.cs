namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>Sessions as logins make them, and refreshes of them.</summary>
internal static class Logins
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Starts a session whose token has been there for a minute, so that it rotates when it is presented.</summary>
    public static async Task<JwtStoredSession> StartAsync(JwtSessionStore store, string sessionId, string subject = "ada", string set = "", JwtSessionLimit? limit = null)
    {
        var session = Session(await store.GetUtcNowAsync(default), sessionId, subject, set);
        (await store.CreateAsync(session, limit, default)).Status.Should().Be(JwtSessionCreationStatus.Created);
        return session;
    }

    public static JwtStoredSession Session(DateTimeOffset now, string sessionId, string subject = "ada", string set = "")
    {
        var begin = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()) - TimeSpan.FromMinutes(1);
        return new JwtStoredSession
        {
            SetName = set,
            SessionId = sessionId,
            SubjectKey = subject,
            Current = new JwtStoredToken { Jti = "first", IssuedAt = begin, ExpiresAt = begin + TimeSpan.FromDays(31), Subject = """{"username":"ada"}""" },
            RotatedAt = begin,
            CreatedAt = begin,
            LastUsedAt = begin,
            ExpiresAt = begin + TimeSpan.FromDays(90),
            AccessTokensEndAt = begin + TimeSpan.FromMinutes(20),
        };
    }

    public static async Task<JwtRotationResult> RefreshAsync(JwtSessionStore store, JwtStoredSession session, string jti, string successor) =>
        await store.RotateAsync(
            new JwtRotation
            {
                SetName = session.SetName,
                SessionId = session.SessionId,
                PresentedJti = jti,
                AcceptedAt = await store.GetUtcNowAsync(default),
                Successor = session.Current with { Jti = successor },
                AccessTokenEndsAt = session.AccessTokensEndAt,
                GracePeriod = Grace,
            },
            default);

    public static async Task<JwtStoredSession> ReadAsync(JwtSessionStore store, JwtStoredSession session) =>
        (await store.FindAsync(session.SetName, session.SessionId, default)).Session!;

    public static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
