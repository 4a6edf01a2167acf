using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Keeps sessions in two tables of a relational database.
/// </summary>
/// <remarks>
/// A rotation reads the row by its key and writes it on the condition that it is still the one that was read; whoever comes second reads again and decides again. No lock is held
/// between the two. What concerns several rows is one transaction. Every write leaves its own stamp in what it wrote, by which it knows its work again where it is run twice because the
/// answer to the commit was lost.
/// </remarks>
internal sealed partial class EntityFrameworkSessionStore(StoreOperations operations) : JwtSessionStore
{
    private const int KeysOfAStatement = 1_000;

    public override async ValueTask<DateTimeOffset> GetUtcNowAsync(CancellationToken cancellationToken) =>
        StoredTime.ToTime(await operations.ReadAsync((data, cancel) => data.ReadClockAsync(cancel), cancellationToken));

    public override ValueTask<JwtRotationResult> RotateAsync(JwtRotation rotation, CancellationToken cancellationToken)
    {
        var stamp = Stamps.Next();
        JwtRotationResult? written = null;
        return operations.WriteAgainAsync(
            async (data, cancel) =>
            {
                var (row, now) = await data.FindAsync(rotation.SetName, rotation.SessionId, cancel);
                if (row is not null && row.Stamp == stamp)
                {
                    return written;
                }

                var result = rotation.Decide(row?.ToSession(), StoredTime.ToTime(now));
                if (!result.IsChanged)
                {
                    return result;
                }

                written = result;
                var next = SessionRow.From(result.Session!, stamp);
                return await (result.Status == JwtRotationStatus.Reused ? EndAsync(data, row!, next, cancel) : data.ReplaceAsync(row!, next, cancel)) ? result : null;
            },
            cancellationToken);
    }

    public override ValueTask<JwtStoredSession?> RevokeAsync(string setName, string sessionId, JwtSessionEndReason reason, CancellationToken cancellationToken)
    {
        var stamp = Stamps.Next();
        return operations.WriteAsync(
            async (data, cancel) =>
            {
                await using var transaction = await data.BeginAsync(cancel);
                var now = await data.ReadClockAsync(cancel);
                var revoked = await data.RevokeAsync(data.Session(setName, sessionId), reason, now, stamp, cancel);
                await transaction.CommitAsync(cancel);
                return revoked.SingleOrDefault();
            },
            cancellationToken);
    }

    public override ValueTask<IReadOnlyList<JwtStoredSession>> RevokeAllAsync(
        string setName, string subjectKey, string? exceptSessionId, JwtSessionEndReason reason, CancellationToken cancellationToken)
    {
        var stamp = Stamps.Next();
        return operations.WriteAsync(
            async (data, cancel) =>
            {
                await using var transaction = await data.BeginAsync(cancel);

                // So that two of these never wait for each other's rows.
                await data.LockSubjectAsync(setName, subjectKey, cancel);
                var now = await data.ReadClockAsync(cancel);
                var sessions = data.SessionsOf(setName, subjectKey).Where(row => row.ExpiresAt > now);
                var others = exceptSessionId is null ? sessions : sessions.Where(row => row.SessionId != exceptSessionId);
                var revoked = await data.RevokeAsync(others, reason, now, stamp, cancel);
                await transaction.CommitAsync(cancel);
                return revoked;
            },
            cancellationToken);
    }

    public override async ValueTask RevokeTokenAsync(string setName, string jti, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        var end = StoredTime.From(endsAt);
        var isFirstAttempt = true;
        await operations.WriteAgainAsync(
            async (data, cancel) =>
            {
                await using var transaction = await data.BeginAsync(cancel);
                var known = await data.RevokedToken(setName, jti).Select(row => (long?)row.EndsAt).SingleOrDefaultAsync(cancel);
                if (known >= end)
                {
                    return jti;
                }

                try
                {
                    if (known is null)
                    {
                        await data.AddAsync(new RevokedTokenRow { SetName = setName, Jti = jti, EndsAt = end }, cancel);
                    }
                    else if (!await data.ProlongAsync(setName, jti, end, cancel))
                    {
                        return null;
                    }
                }
                catch (DbUpdateException) when (isFirstAttempt)
                {
                    // Another call was first, after the look. If it was something else, it happens again.
                    isFirstAttempt = false;
                    return null;
                }

                await data.AnnounceAsync(cancel);
                await transaction.CommitAsync(cancel);
                return jti;
            },
            cancellationToken);
    }

    public override Task WatchRevocationsAsync(Action changed, CancellationToken cancellationToken) => operations.WatchAsync(changed, cancellationToken);

    public override ValueTask<int> DeleteExpiredAsync(int maximum, CancellationToken cancellationToken) =>
        operations.WriteAsync(
            async (data, cancel) =>
            {
                await using var transaction = await data.BeginAsync(cancel);
                var now = await data.ReadClockAsync(cancel);
                var deleted = await DeleteSessionsAsync(data, now, maximum, cancel);
                deleted += deleted < maximum ? await DeleteTokensAsync(data, now, maximum - deleted, cancel) : 0;
                await transaction.CommitAsync(cancel);
                return deleted;
            },
            cancellationToken);

    private static async Task<bool> EndAsync(SessionData data, SessionRow read, SessionRow next, CancellationToken cancellationToken)
    {
        await using var transaction = await data.BeginAsync(cancellationToken);
        if (!await data.ReplaceAsync(read, next, cancellationToken))
        {
            return false;
        }

        await data.AnnounceAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // The keys first, found by the index of what they expire by; then the rows, found by their keys. One statement that does both reads the whole table in some databases.
    private static async Task<int> DeleteSessionsAsync(SessionData data, long now, int maximum, CancellationToken cancellationToken)
    {
        var expired = data.Sessions.Where(row => row.ExpiresAt <= now && row.AccessTokensEndAt <= now);
        var keys = await expired.OrderBy(row => row.ExpiresAt).Take(maximum).Select(row => new { row.SetName, row.SessionId }).ToListAsync(cancellationToken);
        var deleted = 0;
        foreach (var set in keys.GroupBy(key => key.SetName, key => key.SessionId, StringComparer.Ordinal))
        {
            foreach (var identifiers in set.Chunk(KeysOfAStatement))
            {
                deleted += await expired.Where(row => row.SetName == set.Key && identifiers.Contains(row.SessionId)).ExecuteDeleteAsync(cancellationToken);
            }
        }

        return deleted;
    }

    private static async Task<int> DeleteTokensAsync(SessionData data, long now, int maximum, CancellationToken cancellationToken)
    {
        var expired = data.RevokedTokens.Where(row => row.EndsAt <= now);
        var keys = await expired.OrderBy(row => row.EndsAt).Take(maximum).Select(row => new { row.SetName, row.Jti }).ToListAsync(cancellationToken);
        var deleted = 0;
        foreach (var set in keys.GroupBy(key => key.SetName, key => key.Jti, StringComparer.Ordinal))
        {
            foreach (var identifiers in set.Chunk(KeysOfAStatement))
            {
                deleted += await expired.Where(row => row.SetName == set.Key && identifiers.Contains(row.Jti)).ExecuteDeleteAsync(cancellationToken);
            }
        }

        return deleted;
    }
}
