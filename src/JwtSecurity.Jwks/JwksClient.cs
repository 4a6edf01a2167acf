using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Jwks;

/// <summary>
/// Fetches a key set by IdentityModel's <see cref="ConfigurationManager{T}"/>, and waits until that is done.
/// </summary>
/// <remarks>
/// The manager refreshes in the background, tells nobody when or how that ended, and refuses to do it twice a second, by the machine's clock. So the retriever tells,
/// and who was refused asks again. When to fetch is decided outside, and never by the manager itself.
/// </remarks>
internal sealed class JwksClient(Uri address, IDocumentRetriever documents, CancellationToken stopping)
{
    private static readonly TimeSpan s_byItself = TimeSpan.FromDays(365);

    private const int MostRefusals = 5;

    private readonly JwksRetriever _retriever = new();
    private ConfigurationManager<JwksKeySet>? _manager;
    private bool _hasConfiguration;

    /// <summary>Fetches the keys. Call it again when it has ended.</summary>
    /// <exception cref="Exception">Whatever kept them from coming.</exception>
    public async Task<JwksKeySet> FetchAsync()
    {
        _manager ??= new ConfigurationManager<JwksKeySet>(address.AbsoluteUri, _retriever, documents)
        {
            AutomaticRefreshInterval = s_byItself,
            RefreshInterval = BaseConfigurationManager.MinimumRefreshInterval,
        };

        var fetched = _retriever.Next;
        for (var refusals = 0; ; refusals++)
        {
            await RefreshAsync(_manager);
            await Task.WhenAny(fetched, Task.Delay(BaseConfigurationManager.MinimumRefreshInterval, stopping));
            stopping.ThrowIfCancellationRequested();

            // In this order: it is completed before the retriever is free again.
            if (_retriever.IsBusy || fetched.IsCompleted)
            {
                break;
            }

            if (refusals == MostRefusals)
            {
                throw new JwksException("the fetch did not begin");
            }
        }

        // What has begun ends by itself.
        var keys = await fetched;
        _hasConfiguration = true;
        return keys;
    }

    // What it has never had, it gets when asked for. What it has, it renews when told to: at once, or, as a switch for the whole process may have it, when asked the next time.
    private async Task RefreshAsync(ConfigurationManager<JwksKeySet> manager)
    {
        if (_hasConfiguration)
        {
            manager.RequestRefresh();
        }

        try
        {
            await manager.GetConfigurationAsync(stopping);
        }
        catch (InvalidOperationException)
        {
            // The retriever has told why.
        }
    }
}
