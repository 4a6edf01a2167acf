using System.Runtime.CompilerServices;

namespace JwtSecurity;

/// <summary>
/// Keeps sessions in the memory of one process: for development, tests and applications on one machine whose users may log in again when it restarts. What was revoked is forgotten with the rest.
/// </summary>
/// <remarks>One lock for all. Nothing waits inside it, and each operation is a few look-ups.</remarks>
internal sealed class InMemorySessionStore(TimeProvider timeProvider) : JwtSessionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string SetName, string SessionId), JwtStoredSession> _sessions = [];
    private readonly Dictionary<(string SetName, string SubjectKey), HashSet<string>> _bySubject = [];
    private readonly Dictionary<(string SetName, string Jti), DateTimeOffset> _tokens = [];

    // What ends first stands first, so that clearing up does not look at what goes on.
    private readonly PriorityQueue<(string SetName, string SessionId), DateTimeOffset> _endsOfSessions = new();
    private readonly PriorityQueue<(string SetName, string Jti), DateTimeOffset> _endsOfTokens = new();

    public override bool IsShared => false;

    private DateTimeOffset Now => timeProvider.GetUtcNow();

    public override ValueTask<DateTimeOffset> GetUtcNowAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Now);
    }

    public override ValueTask<JwtSessionCreation> CreateAsync(JwtStoredSession session, JwtSessionLimit? limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_sessions.ContainsKey((session.SetName, session.SessionId)))
            {
                return new(new JwtSessionCreation(JwtSessionCreationStatus.AlreadyExists, []));
            }

            var tooMany = limit is null ? [] : FindTooMany(session, limit);
            if (tooMany.Length > 0 && limit!.Policy == JwtSessionLimitPolicy.Refuse)
            {
                return new(new JwtSessionCreation(JwtSessionCreationStatus.LimitReached, []));
            }

            var ended = Revoke(tooMany, JwtSessionEndReason.LimitReached);
            Add(session);
            return new(new JwtSessionCreation(JwtSessionCreationStatus.Created, ended));
        }
    }

    public override ValueTask<JwtSessionReading> FindAsync(string setName, string sessionId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(new JwtSessionReading(_sessions.GetValueOrDefault((setName, sessionId)), Now));
        }
    }

    public override ValueTask<JwtRotationResult> RotateAsync(JwtRotation rotation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var result = rotation.Decide(_sessions.GetValueOrDefault((rotation.SetName, rotation.SessionId)), Now);
            if (result.IsChanged)
            {
                Replace(result.Session!);
            }

            return new(result);
        }
    }

    public override ValueTask<JwtStoredSession?> RevokeAsync(string setName, string sessionId, JwtSessionEndReason reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(_sessions.GetValueOrDefault((setName, sessionId)) is { RevokedAt: null } session ? Revoke([session], reason)[0] : null);
        }
    }

    public override ValueTask<IReadOnlyList<JwtStoredSession>> RevokeAllAsync(
        string setName, string subjectKey, string? exceptSessionId, JwtSessionEndReason reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = Now;
            var sessions = SessionsOf(setName, subjectKey).Where(session => session.RevokedAt is null && now < session.ExpiresAt && session.SessionId != exceptSessionId);
            return new(Revoke(sessions, reason));
        }
    }

    public override ValueTask RevokeTokenAsync(string setName, string jti, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_tokens.TryGetValue((setName, jti), out var known))
            {
                _endsOfTokens.Enqueue((setName, jti), endsAt);
            }

            _tokens[(setName, jti)] = known > endsAt ? known : endsAt;

            return default;
        }
    }

    public override ValueTask<bool> IsRevokedAsync(string setName, string? sessionId, string jti, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(_tokens.ContainsKey((setName, jti))
                || sessionId is not null && _sessions.GetValueOrDefault((setName, sessionId)) is not { RevokedAt: null });
        }
    }

    public override async IAsyncEnumerable<JwtStoredSession> ListAsync(string setName, string subjectKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JwtStoredSession[] sessions;
        lock (_gate)
        {
            var now = Now;
            sessions = [.. SessionsOf(setName, subjectKey).Where(session => session.IsLive(now)).OrderByDescending(session => session.LastUsedAt)];
        }

        foreach (var session in sessions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return session;
        }

        await Task.CompletedTask;
    }

    public override async IAsyncEnumerable<JwtRevocation> ReadRevocationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JwtRevocation[] revocations;
        lock (_gate)
        {
            var now = Now;
            var sessions = _sessions.Values.Where(session => session.RevokedAt is not null)
                .Select(session => new JwtRevocation(session.SetName, JwtRevocationKind.Session, session.SessionId, session.AccessTokensEndAt));
            var tokens = _tokens.Select(token => new JwtRevocation(token.Key.SetName, JwtRevocationKind.Token, token.Key.Jti, token.Value));
            revocations = [.. sessions.Concat(tokens).Where(revocation => now < revocation.EndsAt)];
        }

        foreach (var revocation in revocations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return revocation;
        }

        await Task.CompletedTask;
    }

    public override ValueTask<int> DeleteExpiredAsync(int maximum, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = Now;
            var deleted = 0;
            while (deleted < maximum && _endsOfSessions.TryPeek(out var key, out var end) && end <= now)
            {
                // Its access tokens may have come to live longer than itself.
                _endsOfSessions.Dequeue();
                var session = _sessions[key];
                if (session.AccessTokensEndAt > now)
                {
                    _endsOfSessions.Enqueue(key, session.AccessTokensEndAt);
                    continue;
                }

                Remove(session);
                deleted++;
            }

            while (deleted < maximum && _endsOfTokens.TryPeek(out var key, out var end) && end <= now)
            {
                // Another token of that identifier may have come to be revoked.
                _endsOfTokens.Dequeue();
                if (_tokens[key] > now)
                {
                    _endsOfTokens.Enqueue(key, _tokens[key]);
                    continue;
                }

                _tokens.Remove(key);
                deleted++;
            }

            return new(deleted);
        }
    }

    private JwtStoredSession[] FindTooMany(JwtStoredSession newcomer, JwtSessionLimit limit)
    {
        var now = Now;
        var live = SessionsOf(newcomer.SetName, newcomer.SubjectKey).Where(session => session.IsLive(now)).OrderBy(session => session.LastUsedAt).ToArray();
        return live[..Math.Max(0, live.Length + 1 - limit.Maximum)];
    }

    private IEnumerable<JwtStoredSession> SessionsOf(string setName, string subjectKey) =>
        _bySubject.GetValueOrDefault((setName, subjectKey), []).Select(sessionId => _sessions[(setName, sessionId)]);

    private JwtStoredSession[] Revoke(IEnumerable<JwtStoredSession> sessions, JwtSessionEndReason reason)
    {
        var now = Now;
        JwtStoredSession[] revoked = [.. sessions.Select(session => session.Revoke(now, reason))];
        Array.ForEach(revoked, Replace);
        return revoked;
    }

    private void Add(JwtStoredSession session)
    {
        Replace(session);
        if (!_bySubject.TryGetValue((session.SetName, session.SubjectKey), out var own))
        {
            _bySubject[(session.SetName, session.SubjectKey)] = own = [];
        }

        own.Add(session.SessionId);
        _endsOfSessions.Enqueue((session.SetName, session.SessionId), session.ExpiresAt);
    }

    private void Replace(JwtStoredSession session) => _sessions[(session.SetName, session.SessionId)] = session;

    private void Remove(JwtStoredSession session)
    {
        _sessions.Remove((session.SetName, session.SessionId));
        var own = _bySubject[(session.SetName, session.SubjectKey)];
        own.Remove(session.SessionId);
        if (own.Count == 0)
        {
            _bySubject.Remove((session.SetName, session.SubjectKey));
        }
    }
}
