using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JwtSecurity;

/// <summary>
/// The key sources of a set, as its schemes use them.
/// </summary>
internal sealed class SigningKeySources(IReadOnlyList<SigningKeySource> sources, ILogger logger)
{
    public static readonly SigningKeySources None = new([], NullLogger.Instance);

    public bool IsEmpty => sources.Count == 0;

    /// <summary>Whether the keys are another service's, which are its own to publish.</summary>
    public bool AreOfAnotherService => sources.Any(source => source.IsOfAnotherService);

    /// <summary>What each of them has now: lists that never change.</summary>
    public IReadOnlyList<IReadOnlyList<SigningKey>> Read() => [.. sources.Select(source => source.Keys)];

    /// <summary>Whether what was read is what there is still.</summary>
    public bool IsNewest(IReadOnlyList<IReadOnlyList<SigningKey>> read) => sources.Select(source => source.Keys).SequenceEqual(read);

    public void Subscribe(EventHandler changed)
    {
        foreach (var source in sources)
        {
            source.Changed += changed;
        }
    }

    public void Unsubscribe(EventHandler changed)
    {
        foreach (var source in sources)
        {
            source.Changed -= changed;
        }
    }

    public void Check(JwtSchemeOptions options, StartupFindings findings)
    {
        foreach (var finding in sources.SelectMany(source => source.Check(options)))
        {
            findings.Add(finding);
        }

        // A key is not bound to an issuer: each could sign what only the others are trusted for (RFC 8725, section 3.8).
        if (AreOfAnotherService && (sources.Count > 1 || options.SigningKeys.Count > 0 || !string.IsNullOrEmpty(options.SecretKey)))
        {
            findings.Add("AddJwks takes the keys of another service, and there are other keys beside them: a SecretKey, SigningKeys, or those of a second AddJwks or AddSigningKeySource. "
                + "Whoever has one of them could sign tokens in the name of the others. Put each into a set of its own: AddJwtSecurity(\"partner\", options => …).AddJwks(…).AddAccessBearer().");
        }
    }

    /// <summary>Whether asking them may make this error go away.</summary>
    public bool MayMend(JwtValidationError? error) => ReferenceEquals(error, JwtErrors.KeyUnknown) && !IsEmpty;

    /// <summary>Asks them for the key that a token names.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> is cancelled.</exception>
    public ValueTask FindKeyOfAsync(ReadOnlySpan<char> token, CancellationToken cancellationToken) =>
        // A token that names none is tried with the keys there are, and says nothing to look for.
        JwtValidator.ReadKeyId(token) is { } keyId ? FindAsync(keyId, cancellationToken) : ValueTask.CompletedTask;

    // All together: it takes as long as the slowest at most, and no longer than until one has found it.
    private async ValueTask FindAsync(string keyId, CancellationToken cancellationToken)
    {
        List<Task<bool>> asked = [.. sources.Select(source => AskAsync(source, keyId, cancellationToken))];
        while (asked.Count > 0)
        {
            var answered = await Task.WhenAny(asked).WaitAsync(cancellationToken);
            if (await answered)
            {
                return;
            }

            asked.Remove(answered);
        }
    }

    /// <returns>Whether the source has the key now.</returns>
    private async Task<bool> AskAsync(SigningKeySource source, string keyId, CancellationToken cancellationToken)
    {
        try
        {
            await source.FindAsync(keyId, cancellationToken);
            return source.Keys.Any(key => key.KeyId == keyId);
        }
#pragma warning disable CA1031 // Whatever somebody's source throws: a token that anybody can send must not become an error of the application.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.KeySourceFailed(exception, source.GetType().Name);
            return false;
        }
    }
}
