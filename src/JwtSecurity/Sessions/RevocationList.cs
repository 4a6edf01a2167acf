using System.Collections.Concurrent;

namespace JwtSecurity;

/// <summary>
/// What is revoked in one set, in the memory of this process: asked at every use of an access token, without I/O, without waiting and without allocating.
/// </summary>
/// <remarks>
/// Entries are added and, when no token of theirs can be accepted any more, forgotten. Nothing else takes one away: neither an error, nor a store that
/// answers with less than before. Changes of options leave it as it is.
/// </remarks>
internal sealed class RevocationList(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private volatile bool _hasSessions;
    private volatile bool _hasTokens;
    private volatile object _edition = new();
    private volatile Reading? _lastReading;

    /// <summary>How long ago the store was last asked with success; <see cref="TimeSpan.MaxValue"/> if it never was.</summary>
    /// <remarks>Counted in timestamps: a clock that is set does not make it younger or older.</remarks>
    public TimeSpan Age => _lastReading is { } reading ? timeProvider.GetElapsedTime(reading.Timestamp) : TimeSpan.MaxValue;

    /// <summary>The moment, as this list counts: to be taken before a reading begins, since what is committed later may be missing from it.</summary>
    public long Timestamp => timeProvider.GetTimestamp();

    public int Count => _sessions.Count + _tokens.Count;

    /// <summary>Whether a token, or its session, is revoked. A token that was not is looked up again when something has been added.</summary>
    public bool Contains(ValidatedToken token)
    {
        // Read before the entries: what is added meanwhile ends this edition, and the token is looked up at its next use.
        var edition = _edition;
        if (ReferenceEquals(token.NotRevokedIn, edition))
        {
            return false;
        }

        var isRevoked = _hasSessions && token.SessionId is { } sessionId && _sessions.ContainsKey(sessionId)
            || _hasTokens && _tokens.ContainsKey(SessionIds.Bounded(token.Jti));
        if (!isRevoked)
        {
            token.NotRevokedIn = edition;
        }

        return isRevoked;
    }

    public void Add(JwtRevocation revocation)
    {
        var entries = revocation.Kind == JwtRevocationKind.Session ? _sessions : _tokens;
        if (entries.TryGetValue(revocation.Identifier, out var known) && known >= revocation.EndsAt)
        {
            return;
        }

        lock (_writing)
        {
            entries[revocation.Identifier] = revocation.EndsAt;
            _hasSessions = !_sessions.IsEmpty;
            _hasTokens = !_tokens.IsEmpty;
            _edition = new object();
        }
    }

    /// <summary>Adds a session that was revoked, by whomever.</summary>
    public void Add(JwtStoredSession session) =>
        Add(new JwtRevocation(session.SetName, JwtRevocationKind.Session, session.SessionId, session.AccessTokensEndAt));

    /// <summary>Says that all that was committed before a moment, a <see cref="Timestamp"/>, is in the list.</summary>
    public void MarkRead(long timestamp) => _lastReading = new Reading(timestamp);

    /// <summary>Forgets what has ended.</summary>
    public void Prune()
    {
        var now = timeProvider.GetUtcNow();
        lock (_writing)
        {
            Prune(_sessions, now);
            Prune(_tokens, now);
            _hasSessions = !_sessions.IsEmpty;
            _hasTokens = !_tokens.IsEmpty;
        }
    }

    private static void Prune(ConcurrentDictionary<string, DateTimeOffset> entries, DateTimeOffset now)
    {
        foreach (var entry in entries)
        {
            if (entry.Value <= now)
            {
                entries.TryRemove(entry);
            }
        }
    }

    private sealed record Reading(long Timestamp);
}
