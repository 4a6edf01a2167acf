using Microsoft.Extensions.Primitives;

namespace JwtSecurity;

/// <summary>
/// Keys that change while the application runs. Those it has now join the keys of the sets it is added to, and a change takes effect at once.
/// </summary>
/// <remarks>
/// <para>Used as it is, the application changes the keys with <see cref="Replace"/>. Derive from it to take them from elsewhere: a vault, a database, another service.</para>
/// <para>A change makes new settings for all schemes of the set, as a reload of configuration does: the options are read again, tokens that were remembered are validated anew, and
/// those of a key that is gone are refused. If the set cannot take the keys, because one has the identifier of another or a second set has the same key, this is logged and the set
/// keeps those it had.</para>
/// <para>The keys count as younger than the options' own, so of several that can sign the source's last one does. Safe for concurrent use.</para>
/// </remarks>
/// <example>
/// <code>
/// var keys = new SigningKeySource(SigningKey.FromPem(File.ReadAllText("2026-06.pem")));
/// builder.Services.AddJwtSecurity().AddSigningKeySource(keys).AddAccessBearer();
///
/// // A month later: published at once, so that everybody knows the new key when the first token is signed with it.
/// var next = SigningKey.FromPem(File.ReadAllText("2026-07.pem")).WithActiveFrom(timeProvider.GetUtcNow().AddHours(1));
/// keys.Replace([.. keys.Keys, next]);
/// </code>
/// </example>
public class SigningKeySource
{
    private Generation _current;

    /// <summary>Initializes a source.</summary>
    /// <param name="keys">Its keys, the oldest first; none, if they come later.</param>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A key is <see langword="null"/>, or two have one <see cref="SigningKey.KeyId"/>.</exception>
    public SigningKeySource(params IEnumerable<SigningKey> keys) => _current = new Generation(keys);

    /// <summary>Gets the keys as they are now, the oldest first.</summary>
    /// <value>A list that never changes: <see cref="Replace"/> makes another.</value>
    public IReadOnlyList<SigningKey> Keys => Volatile.Read(ref _current).Keys;

    /// <summary>Replaces the keys. When it returns, the sets the source was added to work with the new ones.</summary>
    /// <param name="keys">All keys there are to be, the oldest first. Tokens of one that is missing are refused from now on.</param>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A key is <see langword="null"/>, or two have one <see cref="SigningKey.KeyId"/>. Nothing is replaced.</exception>
    public void Replace(params IEnumerable<SigningKey> keys)
    {
        var next = new Generation(keys);
        Interlocked.Exchange(ref _current, next).Changed.Cancel();
    }

    /// <summary>Looks for a key that a token names and the set does not know, and calls <see cref="Replace"/> if it is found. By default nothing is looked for.</summary>
    /// <param name="keyId">What the token's <c>kid</c> says. Anybody can send one: it is any text at all, and the signature has not been checked.</param>
    /// <param name="cancellationToken">Cancelled when the request is.</param>
    /// <returns>When there is nothing more to wait for, whether the key was found or not. The request waits; then its token is validated once more, if the keys have changed.</returns>
    /// <remarks>
    /// Only requests whose token names an unknown key come here. An attacker can make as many as he likes, so look at most once in a while, share one look between requests,
    /// and end it after a short time. What it throws is logged, and the token refused.
    /// </remarks>
    protected internal virtual ValueTask FindAsync(string keyId, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Says what the options of a scheme lack for these keys to be used. Asked at start-up and at every reload, for each scheme of the set.</summary>
    /// <param name="options">The scheme's options. Do not change them.</param>
    /// <returns>A sentence for each finding: what is wrong, and what to set. They stop the start; after it, the change. By default there are none.</returns>
    protected internal virtual IEnumerable<string> Check(JwtSchemeOptions options) => [];

    /// <summary>Fires when <see cref="Keys"/> are others than now.</summary>
    internal IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref _current).Changed.Token);

    private sealed class Generation
    {
        public Generation(IEnumerable<SigningKey> keys)
        {
            ArgumentNullException.ThrowIfNull(keys);
            SigningKey[] all = [.. keys];
            if (all.Contains(null!))
            {
                throw new ArgumentException("One of the keys is null. Leave it out.", nameof(keys));
            }

            if (all.GroupBy(key => key.KeyId, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { Key: var same })
            {
                throw new ArgumentException($"Two keys have the KeyId '{same}', and a token that names it must mean one. Leave one out, or give it a KeyId of its own.", nameof(keys));
            }

            Keys = Array.AsReadOnly(all);
        }

        public IReadOnlyList<SigningKey> Keys { get; }

        // Never disposed: it has no timer, and a subscriber may still come.
        public CancellationTokenSource Changed { get; } = new();
    }
}
