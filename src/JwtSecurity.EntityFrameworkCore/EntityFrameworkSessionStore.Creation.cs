using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.EntityFrameworkCore;

internal sealed partial class EntityFrameworkSessionStore
{
    public override ValueTask<JwtSessionCreation> CreateAsync(JwtStoredSession session, JwtSessionLimit? limit, CancellationToken cancellationToken)
    {
        var stamp = Stamps.Next();
        var isFirstAttempt = true;
        JwtSessionCreation? created = null;
        return operations.WriteAgainAsync(
            async (data, cancel) =>
            {
                await using var transaction = await data.BeginAsync(cancel);
                if (limit is not null)
                {
                    await data.LockSubjectAsync(session.SetName, session.SubjectKey, cancel);
                }

                if (await data.Session(session.SetName, session.SessionId).Select(row => (long?)row.Stamp).SingleOrDefaultAsync(cancel) is { } existing)
                {
                    return existing == stamp ? created : Without(JwtSessionCreationStatus.AlreadyExists);
                }

                created = limit is null ? Without(JwtSessionCreationStatus.Created) : await MakeRoomAsync(data, session, limit, stamp, cancel);
                if (created is not { Status: JwtSessionCreationStatus.Created })
                {
                    return created;
                }

                try
                {
                    await data.AddAsync(SessionRow.From(session, stamp), cancel);
                }
                catch (DbUpdateException) when (isFirstAttempt)
                {
                    // Another call was first, after the look. If it was something else, it happens again.
                    isFirstAttempt = false;
                    return null;
                }

                await transaction.CommitAsync(cancel);
                return created;
            },
            cancellationToken);
    }

    // Nobody else starts a session of the subject meanwhile, but it may be renewed, or logged out, between the look and the end of those that are too many.
    private static async Task<JwtSessionCreation?> MakeRoomAsync(SessionData data, JwtStoredSession session, JwtSessionLimit limit, long stamp, CancellationToken cancellationToken)
    {
        var now = await data.ReadClockAsync(cancellationToken);
        var tooMany = await data.LiveSessionsOf(session.SetName, session.SubjectKey, now)
            .OrderByDescending(row => row.LastUsedAt).ThenBy(row => row.SessionId)
            .Skip(limit.Maximum - 1)
            .Select(row => new { row.SessionId, row.LastUsedAt })
            .ToDictionaryAsync(row => row.SessionId, row => StoredTime.ToTime(row.LastUsedAt), cancellationToken);
        if (tooMany.Count == 0)
        {
            return Without(JwtSessionCreationStatus.Created);
        }

        if (limit.Policy == JwtSessionLimitPolicy.Refuse)
        {
            return Without(JwtSessionCreationStatus.LimitReached);
        }

        var ended = new List<JwtStoredSession>();
        foreach (var identifiers in tooMany.Keys.Chunk(KeysOfAStatement))
        {
            var oldest = data.Sessions.Where(row => row.SetName == session.SetName && identifiers.Contains(row.SessionId));
            ended.AddRange(await data.RevokeAsync(oldest, JwtSessionEndReason.LimitReached, now, stamp, cancellationToken));
        }

        return ended.Count == tooMany.Count && ended.TrueForAll(each => tooMany[each.SessionId] == each.LastUsedAt)
            ? new JwtSessionCreation(JwtSessionCreationStatus.Created, ended)
            : null;
    }

    private static JwtSessionCreation Without(JwtSessionCreationStatus status) => new(status, []);
}
