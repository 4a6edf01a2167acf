using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtSecurity;

/// <summary>
/// What a set's sessions work with. Immutable but for the list of what is revoked, which outlives changes of options.
/// </summary>
internal sealed class SessionSettings(string setName, JwtSessionOptions options, JwtSessionStore store, RevocationList revocations, IServiceScopeFactory scopes, ILogger logger, bool hasLogin)
{
    /// <summary>The set's name as stores know it: empty for the default set.</summary>
    public string SetName => setName;

    /// <summary>A private copy; nothing changes it.</summary>
    public JwtSessionOptions Options => options;

    public JwtSessionStore Store => store;

    public RevocationList Revocations => revocations;

    public IServiceScopeFactory Scopes => scopes;

    public ILogger Logger => logger;

    /// <summary>Whether the set has a login, which says at each refresh whether the subject may go on.</summary>
    public bool HasLogin => hasLogin;

    public JwtSessionLimit? Limit => options.MaxSessionsPerSubject is { } maximum ? new JwtSessionLimit(maximum, options.LimitPolicy) : null;

    /// <summary>Whether other processes revoke, and this one has to look for that.</summary>
    public bool HasToPoll => store.IsShared && !options.AskStoreOnEveryRequest;

    public bool IsStale => HasToPoll && revocations.Age > options.MaxStaleness;

    /// <summary>The set's login, from services of a scope.</summary>
    public JwtLogin? FindLogin(IServiceProvider services) =>
        hasLogin ? services.FindOfSet<JwtLogin>(setName.Length == 0 ? null : setName) : null;

    /// <summary>Whether the exception says that the store cannot answer. Where the caller no longer waits, it says only that.</summary>
    public bool IsStoreFailure(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        logger.SessionStoreFailed(exception);
        return true;
    }
}
