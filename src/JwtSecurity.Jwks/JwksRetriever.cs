using Microsoft.IdentityModel.Protocols;

namespace JwtSecurity.Jwks;

/// <summary>
/// Makes keys of a document, and tells when that is done: the manager that calls it tells nobody.
/// </summary>
internal sealed class JwksRetriever : IConfigurationRetriever<JwksKeySet>
{
    private TaskCompletionSource<JwksKeySet> _next = NewNext();
    private bool _isBusy;

    /// <summary>What comes of the next attempt: keys, or the exception it fails with.</summary>
    public Task<JwksKeySet> Next => Volatile.Read(ref _next).Task;

    /// <summary>Whether an attempt is under way, which the retriever of documents bounds.</summary>
    public bool IsBusy => Volatile.Read(ref _isBusy);

    public async Task<JwksKeySet> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        Volatile.Write(ref _isBusy, true);
        try
        {
            var keys = JwksKeySet.Parse(await retriever.GetDocumentAsync(address, cancel));
            TakeNext().SetResult(keys);
            return keys;
        }
        catch (Exception exception)
        {
            TakeNext().SetException(exception);
            throw;
        }
        finally
        {
            Volatile.Write(ref _isBusy, false);
        }
    }

    private static TaskCompletionSource<JwksKeySet> NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskCompletionSource<JwksKeySet> TakeNext() => Interlocked.Exchange(ref _next, NewNext());
}
