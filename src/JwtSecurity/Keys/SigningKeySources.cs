using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// The key sources of a set, as its schemes use them.
/// </summary>
internal sealed class SigningKeySources(IReadOnlyList<SigningKeySource> sources, ILogger logger)
{
    public static readonly SigningKeySources None = new([], NullLogger.Instance);

    public bool IsEmpty => sources.Count == 0;

    /// <summary>Adds the keys they have now to those of a scheme's options, which are older.</summary>
    /// <remarks>A key that is there already is no second one: an application may bring along what its issuer publishes, for a start without the network.</remarks>
    public void AddKeysTo(JwtSchemeOptions options)
    {
        foreach (var key in sources.SelectMany(source => source.Keys))
        {
            if (!options.SigningKeys.Any(known => known?.KeyId == key.KeyId && known.Algorithm == key.Algorithm && known.Thumbprint == key.Thumbprint))
            {
                options.SigningKeys.Add(key);
            }
        }
    }

    public void Check(JwtSchemeOptions options, StartupFindings findings)
    {
        foreach (var finding in sources.SelectMany(source => source.Check(options)))
        {
            findings.Add(finding);
        }
    }

    /// <summary>Tells every change from now on.</summary>
    public IEnumerable<IDisposable> OnChange(Action changed) => sources.Select(source => ChangeToken.OnChange(source.GetChangeToken, changed));

    /// <summary>What fires at the next change, to see later whether there was one.</summary>
    public IReadOnlyList<IChangeToken> GetChangeTokens() => [.. sources.Select(source => source.GetChangeToken())];

    /// <summary>Whether asking them may make this error go away.</summary>
    public bool MayMend(JwtValidationError? error) => ReferenceEquals(error, JwtErrors.KeyUnknown) && !IsEmpty;

    /// <summary>Asks them for the key that a token names.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> is cancelled.</exception>
    public ValueTask FindKeyOfAsync(ReadOnlySpan<char> token, CancellationToken cancellationToken) =>
        // A token that names none is tried with the keys there are, and says nothing to look for.
        JwtValidator.ReadKeyId(token) is { } keyId ? FindAsync(keyId, cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask FindAsync(string keyId, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            try
            {
                await source.FindAsync(keyId, cancellationToken);
            }
#pragma warning disable CA1031 // Whatever somebody's source throws: a token that anybody can send must not become an error of the application.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.KeySourceFailed(exception, source.GetType().Name);
            }
        }
    }
}
