using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// The two tables, as one operation sees them.
/// </summary>
internal sealed class SessionData(DbContext context, StoreDatabase database, Func<TimeSpan> timeLeft)
{
    public DbContext Context => context;

    /// <summary>Forgets what an attempt before has left in the context, and has this one wait for nobody longer than there is time. Disposing of the result ends that.</summary>
    public IDisposable? BeginAttempt()
    {
        context.ChangeTracker.Clear();
        return database.LimitWaiting(context, timeLeft());
    }

    // An application may have filters for all its tables, of a tenant or of what counts as deleted. They say nothing about sessions.
    public IQueryable<SessionRow> Sessions => context.Set<SessionRow>().AsNoTracking().IgnoreQueryFilters();

    public IQueryable<RevokedTokenRow> RevokedTokens => context.Set<RevokedTokenRow>().AsNoTracking().IgnoreQueryFilters();

    public IQueryable<SessionRow> Session(string setName, string sessionId) =>
        Sessions.Where(row => row.SetName == setName && row.SessionId == sessionId);

    public IQueryable<SessionRow> SessionsOf(string setName, string subjectKey) =>
        Sessions.Where(row => row.SetName == setName && row.SubjectKey == subjectKey);

    public IQueryable<SessionRow> LiveSessionsOf(string setName, string subjectKey, long now) =>
        SessionsOf(setName, subjectKey).Where(row => row.RevokedAt == null && row.CurrentExpiresAt > now && row.ExpiresAt > now);

    public IQueryable<RevokedTokenRow> RevokedToken(string setName, string jti) =>
        RevokedTokens.Where(row => row.SetName == setName && row.Jti == jti);

    public Task<long> ReadClockAsync(CancellationToken cancellationToken) => database.ReadClockAsync(context, cancellationToken);

    public Task<(SessionRow? Row, long Now)> FindAsync(string setName, string sessionId, CancellationToken cancellationToken) =>
        database.ReadAsync(context, Session(setName, sessionId), cancellationToken);

    // Named, since an administrator may have made another the default. SQLite knows only stricter ones.
    public Task<IDbContextTransaction> BeginAsync(CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    public Task LockSubjectAsync(string setName, string subjectKey, CancellationToken cancellationToken) =>
        database.LockSubjectAsync(context, setName, subjectKey, cancellationToken);

    public Task AnnounceAsync(CancellationToken cancellationToken) => database.AnnounceAsync(context, cancellationToken);

    public Task AddAsync(object row, CancellationToken cancellationToken)
    {
        context.Add(row);
        return context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Has a revoked token known until later, if it was known until earlier.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> ProlongAsync(string setName, string jti, long endsAt, CancellationToken cancellationToken) =>
        await RevokedToken(setName, jti).Where(row => row.EndsAt < endsAt).ExecuteUpdateAsync(set => set.SetProperty(row => row.EndsAt, endsAt), cancellationToken) == 1;

    /// <summary>Writes a session if it is still as it was read: one statement, and so one step.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> ReplaceAsync(SessionRow read, SessionRow next, CancellationToken cancellationToken) =>
        await Session(read.SetName, read.SessionId).Where(row => row.Stamp == read.Stamp).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.CurrentJti, next.CurrentJti)
                .SetProperty(row => row.CurrentIssuedAt, next.CurrentIssuedAt)
                .SetProperty(row => row.CurrentExpiresAt, next.CurrentExpiresAt)
                .SetProperty(row => row.Subject, next.Subject)
                .SetProperty(row => row.Claims, next.Claims)
                .SetProperty(row => row.Csrf, next.Csrf)
                .SetProperty(row => row.PreviousJti, next.PreviousJti)
                .SetProperty(row => row.RotatedAt, next.RotatedAt)
                .SetProperty(row => row.LastUsedAt, next.LastUsedAt)
                .SetProperty(row => row.AccessTokensEndAt, next.AccessTokensEndAt)
                .SetProperty(row => row.RevokedAt, next.RevokedAt)
                .SetProperty(row => row.EndReason, next.EndReason)
                .SetProperty(row => row.RevocationEndsAt, next.RevocationEndsAt)
                .SetProperty(row => row.Stamp, next.Stamp),
            cancellationToken) == 1;

    /// <summary>Within a transaction, revokes those of some sessions that are not revoked yet, in one statement, and has it announced.</summary>
    /// <param name="sessions">The sessions, chosen by what no revocation changes.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The store's time.</param>
    /// <param name="stamp">The operation's own; what it revoked when it was run before is told again.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The sessions that this operation revoked.</returns>
    public async Task<IReadOnlyList<JwtStoredSession>> RevokeAsync(IQueryable<SessionRow> sessions, JwtSessionEndReason reason, long now, long stamp, CancellationToken cancellationToken)
    {
        await sessions.Where(row => row.RevokedAt == null).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.RevokedAt, now)
                .SetProperty(row => row.EndReason, (int)reason)
                .SetProperty(row => row.RevocationEndsAt, row => row.AccessTokensEndAt)
                .SetProperty(row => row.Stamp, stamp),
            cancellationToken);
        var revoked = await sessions.Where(row => row.Stamp == stamp).ToListAsync(cancellationToken);
        if (revoked.Count > 0)
        {
            await AnnounceAsync(cancellationToken);
        }

        return [.. revoked.Select(row => row.ToSession())];
    }
}
