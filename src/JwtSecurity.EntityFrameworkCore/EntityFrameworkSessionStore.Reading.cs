using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace JwtSecurity.EntityFrameworkCore;

internal sealed partial class EntityFrameworkSessionStore
{
    private const int SessionsOfAPage = 100;
    private const int RevocationsOfAPage = 2_000;

    public override ValueTask<JwtSessionReading> FindAsync(string setName, string sessionId, CancellationToken cancellationToken) =>
        operations.ReadAsync(
            async (data, cancel) =>
            {
                var (row, now) = await data.FindAsync(setName, sessionId, cancel);
                return new JwtSessionReading(row?.ToSession(), StoredTime.ToTime(now));
            },
            cancellationToken);

    // One journey, since it may be asked in every request.
    public override ValueTask<bool> IsRevokedAsync(string setName, string? sessionId, string jti, CancellationToken cancellationToken) =>
        operations.ReadAsync(
            async (data, cancel) =>
            {
                var token = data.RevokedToken(setName, jti);
                if (sessionId is null)
                {
                    return await token.AnyAsync(cancel);
                }

                var isTokenRevoked = await data.Session(setName, sessionId).Where(row => row.RevokedAt == null).Select(_ => (bool?)token.Any()).SingleOrDefaultAsync(cancel);
                return isTokenRevoked ?? true;
            },
            cancellationToken);

    // The identifiers in their order first, then the sessions page by page: one that is renewed meanwhile moves to the front, where no page would look again. And no query is open while the
    // caller is at work, who may want to revoke what is listed.
    public override async IAsyncEnumerable<JwtStoredSession> ListAsync(string setName, string subjectKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (identifiers, now) = await operations.ReadAsync(
            async (data, cancel) =>
            {
                var now = await data.ReadClockAsync(cancel);
                var live = data.LiveSessionsOf(setName, subjectKey, now).OrderByDescending(row => row.LastUsedAt).ThenBy(row => row.SessionId);
                return (await live.Select(row => row.SessionId).ToListAsync(cancel), now);
            },
            cancellationToken);
        foreach (var page in identifiers.Chunk(SessionsOfAPage))
        {
            var sessions = await operations.ReadAsync(
                (data, cancel) => data.LiveSessionsOf(setName, subjectKey, now).Where(row => page.Contains(row.SessionId)).ToDictionaryAsync(row => row.SessionId, cancel),
                cancellationToken);
            foreach (var row in page.Select(sessions.GetValueOrDefault).OfType<SessionRow>())
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row.ToSession();
            }
        }
    }

    public override async IAsyncEnumerable<JwtRevocation> ReadRevocationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = await operations.ReadAsync((data, cancel) => data.ReadClockAsync(cancel), cancellationToken);
        await foreach (var row in ReadRevocationsAsync(RevokedSessions, now, cancellationToken))
        {
            yield return new JwtRevocation(row.SetName, JwtRevocationKind.Session, row.Identifier, StoredTime.ToTime(row.EndsAt));
        }

        await foreach (var row in ReadRevocationsAsync(RevokedTokens, now, cancellationToken))
        {
            yield return new JwtRevocation(row.SetName, JwtRevocationKind.Token, row.Identifier, StoredTime.ToTime(row.EndsAt));
        }
    }

    private static IQueryable<RevocationRow> RevokedSessions(SessionData data) =>
        data.Sessions.Where(row => row.RevocationEndsAt != null).Select(row => new RevocationRow { SetName = row.SetName, Identifier = row.SessionId, EndsAt = row.RevocationEndsAt!.Value });

    private static IQueryable<RevocationRow> RevokedTokens(SessionData data) =>
        data.RevokedTokens.Select(row => new RevocationRow { SetName = row.SetName, Identifier = row.Jti, EndsAt = row.EndsAt });

    // In the order of what no later write changes; so a page begins exactly where the one before ended, and what was there before the first is on one of them.
    private async IAsyncEnumerable<RevocationRow> ReadRevocationsAsync(Func<SessionData, IQueryable<RevocationRow>> source, long now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (endsAt, setName, identifier) = (now + 1, "", "");
        int count;
        do
        {
            var page = await operations.ReadAsync(
                (data, cancel) => source(data)
                    .Where(row => row.EndsAt >= endsAt)
#pragma warning disable CA1310 // Compared by the database, in the order it sorts by.
                    .Where(row => row.EndsAt > endsAt || row.SetName.CompareTo(setName) > 0 || (row.SetName == setName && row.Identifier.CompareTo(identifier) > 0))
#pragma warning restore CA1310
                    .OrderBy(row => row.EndsAt).ThenBy(row => row.SetName).ThenBy(row => row.Identifier)
                    .Take(RevocationsOfAPage)
                    .ToListAsync(cancel),
                cancellationToken);
            foreach (var row in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row;
                (endsAt, setName, identifier) = (row.EndsAt, row.SetName, row.Identifier);
            }

            count = page.Count;
        }
        while (count == RevocationsOfAPage);
    }
}
