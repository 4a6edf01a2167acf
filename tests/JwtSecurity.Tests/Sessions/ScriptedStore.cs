using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace JwtSecurity.Tests.Sessions;

/// <summary>A store in memory that fails, waits and counts as a test wants, and can be shared by several applications.</summary>
internal sealed class ScriptedStore(TimeProvider clock, bool isShared = false) : JwtSessionStore
{
    private readonly InMemorySessionStore _inner = new(clock);

    /// <summary>Called before an operation, with its name and token; what it throws, the store throws with nothing done.</summary>
    public Func<string, CancellationToken, Task>? Before { get; set; }

    /// <summary>Called after an operation; what it throws, the store throws with everything done: the connection broke on the way back.</summary>
    public Func<string, CancellationToken, Task>? After { get; set; }

    /// <summary>Called as the store listens; see <see cref="JwtSessionStore.WatchRevocationsAsync"/>.</summary>
    public Func<Action, CancellationToken, Task>? Watch { get; set; }

    public ConcurrentQueue<string> Calls { get; } = new();

    public override bool IsShared => isShared;

    public override ValueTask<DateTimeOffset> GetUtcNowAsync(CancellationToken cancellationToken) =>
        RunAsync(() => _inner.GetUtcNowAsync(cancellationToken), cancellationToken);

    public override ValueTask<JwtSessionCreation> CreateAsync(JwtStoredSession session, JwtSessionLimit? limit, CancellationToken cancellationToken) =>
        RunAsync(() => _inner.CreateAsync(session, limit, cancellationToken), cancellationToken);

    public override ValueTask<JwtSessionReading> FindAsync(string setName, string sessionId, CancellationToken cancellationToken) =>
        RunAsync(() => _inner.FindAsync(setName, sessionId, cancellationToken), cancellationToken);

    public override ValueTask<JwtRotationResult> RotateAsync(JwtRotation rotation, CancellationToken cancellationToken) =>
        RunAsync(() => _inner.RotateAsync(rotation, cancellationToken), cancellationToken);

    public override ValueTask<JwtStoredSession?> RevokeAsync(string setName, string sessionId, JwtSessionEndReason reason, CancellationToken cancellationToken) =>
        RunAsync(() => _inner.RevokeAsync(setName, sessionId, reason, cancellationToken), cancellationToken);

    public override ValueTask<IReadOnlyList<JwtStoredSession>> RevokeAllAsync(
        string setName, string subjectKey, string? exceptSessionId, JwtSessionEndReason reason, CancellationToken cancellationToken) =>
        RunAsync(() => _inner.RevokeAllAsync(setName, subjectKey, exceptSessionId, reason, cancellationToken), cancellationToken);

    public override async ValueTask RevokeTokenAsync(string setName, string jti, DateTimeOffset endsAt, CancellationToken cancellationToken) =>
        await RunAsync(async () =>
        {
            await _inner.RevokeTokenAsync(setName, jti, endsAt, cancellationToken);
            return true;
        }, cancellationToken);

    public override ValueTask<bool> IsRevokedAsync(string setName, string? sessionId, string jti, CancellationToken cancellationToken) =>
        RunAsync(() => _inner.IsRevokedAsync(setName, sessionId, jti, cancellationToken), cancellationToken);

    public override async IAsyncEnumerable<JwtStoredSession> ListAsync(string setName, string subjectKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RunAsync(() => new ValueTask<bool>(true), cancellationToken);
        await foreach (var session in _inner.ListAsync(setName, subjectKey, cancellationToken))
        {
            yield return session;
        }
    }

    public override async IAsyncEnumerable<JwtRevocation> ReadRevocationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RunAsync(() => new ValueTask<bool>(true), cancellationToken);
        await foreach (var revocation in _inner.ReadRevocationsAsync(cancellationToken))
        {
            yield return revocation;
        }
    }

    public override Task WatchRevocationsAsync(Action changed, CancellationToken cancellationToken) => Watch?.Invoke(changed, cancellationToken) ?? Task.CompletedTask;

    public override ValueTask<int> DeleteExpiredAsync(int maximum, CancellationToken cancellationToken) =>
        RunAsync(() => _inner.DeleteExpiredAsync(maximum, cancellationToken), cancellationToken);

    /// <summary>Makes every operation of a name fail, from now on.</summary>
    public void Fail(params string[] operations) => Before = (operation, _) =>
        operations.Length == 0 || operations.Contains(operation) ? throw new InvalidOperationException("The database is away.") : Task.CompletedTask;

    public void Recover() => (Before, After) = (null, null);

    private async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> run, CancellationToken cancellationToken, [CallerMemberName] string operation = "")
    {
        Calls.Enqueue(operation);
        if (Before is { } before)
        {
            await before(operation, cancellationToken);
        }

        var result = await run();
        if (After is { } after)
        {
            await after(operation, cancellationToken);
        }

        return result;
    }
}
