using System.Collections.ObjectModel;

namespace JwtSecurity;

/// <summary>
/// Keys that change while the application runs. Those it has now join the keys of the sets it is added to, and a change takes effect at once.
/// </summary>
/// <remarks>
/// <para>Used as it is, the application changes the keys with <see cref="Replace"/>. Derive from it to take them from elsewhere: a vault, a database, another service.</para>
/// <para>A change of keys is no reload of the options, which are not read again, so that nothing can keep it from being taken: tokens that were remembered are validated anew, and those of a
/// key that is gone are refused. A key whose identifier another key of the set has already, one of the options or of a source that was added before, is left out, which is logged;
/// the rest is taken.</para>
/// <para>These keys and those of another set are not compared. So a set with a source and every other set of the application must be told apart by <see cref="JwtSchemeOptions.Issuer"/> or
/// <see cref="JwtSchemeOptions.Audiences"/>, or the application does not start.</para>
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
    private IReadOnlyList<SigningKey> _keys;

    /// <summary>Initializes a source.</summary>
    /// <param name="keys">Its keys, the oldest first; none, if they come later.</param>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A key is <see langword="null"/>, or two have one <see cref="SigningKey.KeyId"/>.</exception>
    public SigningKeySource(params IEnumerable<SigningKey> keys) => _keys = Checked(keys);

    /// <summary>Gets the keys as they are now, the oldest first.</summary>
    /// <value>A list that never changes: <see cref="Replace"/> makes another.</value>
    public IReadOnlyList<SigningKey> Keys => Volatile.Read(ref _keys);

    /// <summary>Raised after <see cref="Keys"/> became others, before <see cref="Replace"/> returns. Who listens reads them then, and so has the newest, whoever else replaces them meanwhile.</summary>
    internal event EventHandler? Changed;

    /// <summary>Replaces the keys. When it returns, the sets the source was added to work with the new ones, whatever has become of their options.</summary>
    /// <param name="keys">All keys there are to be, the oldest first. Tokens of one that is missing are refused from now on.</param>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A key is <see langword="null"/>, or two have one <see cref="SigningKey.KeyId"/>. Nothing is replaced.</exception>
    public void Replace(params IEnumerable<SigningKey> keys)
    {
        Volatile.Write(ref _keys, Checked(keys));
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Gets whether these are the keys of another service, which makes the tokens.</summary>
    /// <value>The default value is <see langword="false"/>: this application signs with them, or has signed.</value>
    /// <remarks>
    /// Keys of another service are not published by <c>MapJwks</c>. They are the only ones of their set: a key is not bound to an issuer, so whoever has one could sign what the others
    /// are trusted for (RFC 8725, section 3.8). A set that has others beside them does not start.
    /// </remarks>
    protected internal virtual bool IsOfAnotherService => false;

    /// <summary>Looks for a key that a token names and the set does not know, and calls <see cref="Replace"/> if it is found. By default nothing is looked for.</summary>
    /// <param name="keyId">What the token's <c>kid</c> says. Anybody can send one: it is any text at all, and the signature has not been checked.</param>
    /// <param name="cancellationToken">Cancelled when the request is.</param>
    /// <returns>When there is nothing more to wait for, whether the key was found or not. The request waits; then its token is validated once more, if the keys have changed.</returns>
    /// <remarks>
    /// Only requests whose token names an unknown key come here. An attacker can make as many as he likes, so look at most once in a while, share one look between requests,
    /// and end it after a short time. All sources of a set are asked together, and the request stops waiting when one has the key. What it throws is logged, and the token refused.
    /// </remarks>
    protected internal virtual ValueTask FindAsync(string keyId, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Says what the options of a scheme lack for these keys to be used. Asked at start-up and at every reload of the options, for each scheme of the set.</summary>
    /// <param name="options">The scheme's options. Do not change them.</param>
    /// <returns>A sentence for each finding: what is wrong, and what to set. They stop the start; after it, the reload. By default there are none.</returns>
    protected internal virtual IEnumerable<string> Check(JwtSchemeOptions options) => [];

    private static ReadOnlyCollection<SigningKey> Checked(IEnumerable<SigningKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        SigningKey[] all = [.. keys];
        if (all.Contains(null!))
        {
            throw new ArgumentException("One of the keys is null. Leave it out.", nameof(keys));
        }

        return all.GroupBy(key => key.KeyId, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { Key: var same }
            ? throw new ArgumentException($"Two keys have the KeyId '{same}', and a token that names it must mean one. Leave one out, or give it a KeyId of its own.", nameof(keys))
            : Array.AsReadOnly(all);
    }
}
