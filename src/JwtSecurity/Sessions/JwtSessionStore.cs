namespace JwtSecurity;

/// <summary>
/// Keeps sessions and revocations. This library has one in memory; derive from this class for another place, and register it as a singleton
/// <see cref="JwtSessionStore"/>.
/// </summary>
/// <remarks>
/// <para><b>Atomicity.</b> Each method that writes is one atomic, durable operation: when it returns, every later call on every node sees all of it, and when
/// it throws, nothing of it, or, where the connection broke while it was committed, all of it. Reads see what was committed before they began; a replica that lags behind will not do, since to it an
/// honest client's new token looks like one that never was.</para>
/// <para><b>Idempotence.</b> A write that is repeated because its answer was lost does no harm: see each method.</para>
/// <para><b>Clock.</b> There is one, the store's: a database's own, or <see cref="TimeProvider"/> where the store is in the process. Whatever a method compares with "now"
/// is compared with that clock, read within the same operation. All times are UTC; <see cref="DateTimeOffset.Offset"/> is zero in and out.</para>
/// <para><b>What it holds.</b> Identifiers, times, and what tokens say; never a token, a signature or a key. Nothing in it can be presented to anybody.
/// No text that a store is given has a NUL or half a surrogate in it, whatever clients and tokens say.</para>
/// <para><b>Cancellation.</b> A cancelled call throws <see cref="OperationCanceledException"/>. Writes are called with a token that a client's abort does not cancel, so give them a time limit
/// of the store's own. Any other exception means that the store cannot answer now: requests that need it get 503, nothing is revoked and nobody is logged out.</para>
/// <para><b>Sets.</b> Sessions, revoked tokens and limits of one set have nothing to do with another's. Set names, identifiers and subject keys are compared exactly, byte for byte: mind a
/// database's collation.</para>
/// <para><b>Concurrency.</b> Every method may be called at any time from any thread.</para>
/// </remarks>
public abstract class JwtSessionStore
{
    /// <summary>Gets whether other processes see and change what this store holds.</summary>
    /// <value>
    /// <see langword="true"/> by default: its revocations are read again and again, as <see cref="JwtSessionOptions.RevocationPollInterval"/> says.
    /// <see langword="false"/> for a store that lives and dies with the process.
    /// </value>
    public virtual bool IsShared => true;

    /// <summary>Reads the store's clock.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The time, in UTC.</returns>
    public abstract ValueTask<DateTimeOffset> GetUtcNowAsync(CancellationToken cancellationToken);

    /// <summary>Adds a session, and keeps to the limit of its subject.</summary>
    /// <param name="session">The session.</param>
    /// <param name="limit">How many live sessions (<see cref="JwtStoredSession.IsLive"/>) the subject may have in the set, this one included; <see langword="null"/> for any number.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// <see cref="JwtSessionCreationStatus.AlreadyExists"/> where the set has a session of that identifier, whatever its state: nothing is changed then, and the limit is not looked at, so that a
    /// repeated call does nothing. Otherwise <see cref="JwtSessionCreationStatus.LimitReached"/>, with nothing changed, or <see cref="JwtSessionCreationStatus.Created"/> with the sessions that ended for it.
    /// </returns>
    /// <remarks>
    /// Atomic with regard to other calls for the same subject: two logins at the same moment do not exceed the limit together. With
    /// <see cref="JwtSessionLimitPolicy.EndOldest"/> those with the earliest <see cref="JwtStoredSession.LastUsedAt"/> are revoked for <see cref="JwtSessionEndReason.LimitReached"/>, as many
    /// as there are too many.
    /// </remarks>
    public abstract ValueTask<JwtSessionCreation> CreateAsync(JwtStoredSession session, JwtSessionLimit? limit, CancellationToken cancellationToken);

    /// <summary>Finds a session, in whatever state.</summary>
    /// <param name="setName">The name of its set; empty for the default set.</param>
    /// <param name="sessionId">Its identifier.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The session, if there is one, and the store's time.</returns>
    public abstract ValueTask<JwtSessionReading> FindAsync(string setName, string sessionId, CancellationToken cancellationToken);

    /// <summary>Presents a refresh token, and rotates it where that is due.</summary>
    /// <param name="rotation">The token presented, its proposed successor, and the rule: <see cref="JwtRotation.Decide"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What <see cref="JwtRotation.Decide"/> said of the session as it was when the result was written.</returns>
    /// <remarks>
    /// <para>Reading the session, deciding and writing are one atomic step: a lock on the row, or a write that fails where the row has changed since and a new
    /// beginning from the read. Of any number of simultaneous calls with one token exactly one is told <see cref="JwtRotationStatus.Rotated"/>, the others
    /// <see cref="JwtRotationStatus.Replayed"/> with the same successor; and one at most is ever told <see cref="JwtRotationStatus.Reused"/> for a session.</para>
    /// <para>Repeating a call whose answer was lost gives the successor that the first one put in place: what was committed, not what is proposed the second time.</para>
    /// </remarks>
    public abstract ValueTask<JwtRotationResult> RotateAsync(JwtRotation rotation, CancellationToken cancellationToken);

    /// <summary>Revokes a session. It stays revoked: the row is kept, and a second call changes nothing.</summary>
    /// <param name="setName">The name of its set; empty for the default set.</param>
    /// <param name="sessionId">Its identifier.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The session as it is now, if this very call revoked it; <see langword="null"/> if there is none, or it was revoked before.</returns>
    public abstract ValueTask<JwtStoredSession?> RevokeAsync(string setName, string sessionId, JwtSessionEndReason reason, CancellationToken cancellationToken);

    /// <summary>Revokes every session of a subject whose absolute expiry has not come, or every one but one, in one step.</summary>
    /// <param name="setName">The name of the set; empty for the default set.</param>
    /// <param name="subjectKey">Whose sessions.</param>
    /// <param name="exceptSessionId">The identifier of the one that stays as it is; <see langword="null"/> for none. One that is not among the subject's changes nothing.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The sessions that this very call revoked, as they are now.</returns>
    /// <remarks>A session that starts at the same moment is either among them or untouched. Nothing is remembered of the subject: a later login is welcome.</remarks>
    public abstract ValueTask<IReadOnlyList<JwtStoredSession>> RevokeAllAsync(string setName, string subjectKey, string? exceptSessionId, JwtSessionEndReason reason, CancellationToken cancellationToken);

    /// <summary>Revokes access tokens by their identifier. Of several calls for one the latest end counts: whoever issues tokens may give an identifier twice.</summary>
    /// <param name="setName">The name of the set; empty for the default set.</param>
    /// <param name="jti">The token's identifier, at most 64 characters.</param>
    /// <param name="endsAt">When nobody accepts the token any more; it can be forgotten then.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the revocation is durable.</returns>
    public abstract ValueTask RevokeTokenAsync(string setName, string jti, DateTimeOffset endsAt, CancellationToken cancellationToken);

    /// <summary>Tells whether an access token has to be refused: for <see cref="JwtSessionOptions.AskStoreOnEveryRequest"/>.</summary>
    /// <param name="setName">The name of the set; empty for the default set.</param>
    /// <param name="sessionId">The session it belongs to; <see langword="null"/> for a token of none.</param>
    /// <param name="jti">The token's identifier, at most 64 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns><see langword="true"/> if the token was revoked, or its session was, or there is no such session.</returns>
    public abstract ValueTask<bool> IsRevokedAsync(string setName, string? sessionId, string jti, CancellationToken cancellationToken);

    /// <summary>Lists the live sessions of a subject (<see cref="JwtStoredSession.IsLive"/>), those used last first.</summary>
    /// <param name="setName">The name of the set; empty for the default set.</param>
    /// <param name="subjectKey">Whose sessions.</param>
    /// <param name="cancellationToken">Cancels the reading, between two sessions too.</param>
    /// <returns>
    /// The sessions, read as they are asked for, in pages or as a stream: nobody holds all of them at once. A session that lives from the first to the last is
    /// listed once, whatever starts and ends in between.
    /// </returns>
    public abstract IAsyncEnumerable<JwtStoredSession> ListAsync(string setName, string subjectKey, CancellationToken cancellationToken);

    /// <summary>Reads every revocation that has not ended, of all sets: revoked sessions by their <see cref="JwtStoredSession.AccessTokensEndAt"/>, revoked tokens by their end.</summary>
    /// <param name="cancellationToken">Cancels the reading, between two revocations too.</param>
    /// <returns>
    /// The revocations in any order, in pages or as a stream. All that were committed before the call are among them, always: no watermark, which
    /// a transaction that began earlier and commits later would slip under. One that is listed twice does no harm.
    /// </returns>
    public abstract IAsyncEnumerable<JwtRevocation> ReadRevocationsAsync(CancellationToken cancellationToken);

    /// <summary>Tells the library when there are new revocations, for stores that are told themselves (<c>LISTEN</c> and <c>NOTIFY</c>).</summary>
    /// <param name="changed">
    /// To be called after every commit that revoked something, on whatever node, and each time the connection that listens was made again. It returns at once, may be called from any thread and
    /// too often, and makes the library read the revocations.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the application stops.</param>
    /// <returns>
    /// A task that runs as long as the store listens. By default it ends at once: nobody is told, and the poll is all there is. It is called again
    /// when it has failed, after a second first and after a minute at last; the poll goes on in any case, so a notification that is lost costs time and nothing else.
    /// </returns>
    public virtual Task WatchRevocationsAsync(Action changed, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Deletes some of what nobody needs any more: sessions whose <see cref="JwtStoredSession.ExpiresAt"/> and <see cref="JwtStoredSession.AccessTokensEndAt"/> have both come, revoked or not, and
    /// revoked tokens whose end has come.
    /// </summary>
    /// <param name="maximum">The most rows to delete, so that no transaction grows large; one or more.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many were deleted. The library calls again until that is less than <paramref name="maximum"/>. Several nodes may do so at once.</returns>
    public abstract ValueTask<int> DeleteExpiredAsync(int maximum, CancellationToken cancellationToken);
}
