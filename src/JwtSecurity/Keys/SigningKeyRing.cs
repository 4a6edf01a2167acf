using System.Runtime.InteropServices;

namespace JwtSecurity;

/// <summary>
/// The keys of a scheme: all verify, one signs. A key can be known to every node before the first of them signs with it, and verify after the last one did.
/// </summary>
internal sealed class SigningKeyRing
{
    /// <summary>How many keys a token that names none is tried with: whoever sends one must not choose how much work it makes.</summary>
    public const int MostTried = 8;

    private readonly SigningKey[] _keys;
    private readonly List<SigningKey> _leftOut = [];
    private readonly SigningKey[] _signers;
    private readonly (string Algorithm, SigningKey[] Newest)[] _byAlgorithm;
    private readonly TimeProvider _timeProvider;

    /// <param name="own">The keys of the options, the oldest first, each with a name of its own.</param>
    /// <param name="timeProvider">The clock that <see cref="SigningKey.ActiveFrom"/> is compared with.</param>
    /// <param name="fromSources">The keys of sources, which count as younger; <see langword="null"/> where there are no sources, so that no more keys come.</param>
    public SigningKeyRing(IEnumerable<SigningKey> own, TimeProvider timeProvider, IEnumerable<SigningKey>? fromSources = null)
    {
        SigningKey[] ownKeys = [.. own];
        SigningKey[] others = [.. WithNamesOfTheirOwn(ownKeys, fromSources ?? [])];
        _keys = [.. ownKeys, .. others];
        _timeProvider = timeProvider;
        MayGrow = fromSources is not null;

        // Ordering is stable: of those that are active from one time on, the last one listed comes first.
        _signers = [.. _keys.Reverse().Where(key => key.CanSign).OrderByDescending(key => key.ActiveFrom ?? DateTimeOffset.MinValue)];

        // Whoever changes a source must not push out those that were configured.
        _byAlgorithm = [.. ownKeys.Reverse().Concat(others.Reverse()).GroupBy(key => key.Algorithm, StringComparer.Ordinal).Select(group => (group.Key, group.Take(MostTried).ToArray()))];
    }

    /// <summary>All of them, the oldest first.</summary>
    public IReadOnlyList<SigningKey> All => _keys;

    /// <summary>Keys of sources whose name another key has already. A name must mean one key, so tokens of these are refused.</summary>
    public IReadOnlyList<SigningKey> LeftOut => _leftOut;

    /// <summary>Whether a key that is missing may be there soon: then it is the key that is unknown, where otherwise the algorithm would be a wrong one.</summary>
    public bool MayGrow { get; }

    /// <summary>The key new tokens are signed with: of those that are active, the one that became so last.</summary>
    /// <exception cref="InvalidOperationException">None can sign now.</exception>
    public SigningKey Current
    {
        get
        {
            foreach (var key in _signers)
            {
                if (key.ActiveFrom is not { } activeFrom || activeFrom <= _timeProvider.GetUtcNow())
                {
                    return key;
                }
            }

            throw new InvalidOperationException(_signers is [.., var first]
                ? $"No key can sign now: the first is active from {first.ActiveFrom:O} on. Add one to {nameof(JwtSchemeOptions.SigningKeys)} that is active before, or set {nameof(JwtSchemeOptions.SecretKey)}."
                : (MayGrow ? "No key can sign: those that come from elsewhere only verify, and their tokens are made where they come from. To sign here, add one" : "No key can sign: those there are only verify. Add one")
                    + $" with a private key or a secret to {nameof(JwtSchemeOptions.SigningKeys)}, or set {nameof(JwtSchemeOptions.SecretKey)}.");
        }
    }

    /// <summary>The key whose tokens begin with exactly this segment, which then needs no parsing; or none.</summary>
    public ReadOnlySpan<SigningKey> FindByHeader(ReadOnlySpan<byte> headerSegment)
    {
        foreach (ref readonly var key in _keys.AsSpan())
        {
            if (headerSegment.SequenceEqual(key.HeaderSegment))
            {
                return MemoryMarshal.CreateReadOnlySpan(in key, 1);
            }
        }

        return [];
    }

    /// <summary>The key of this identifier; or none.</summary>
    public ReadOnlySpan<SigningKey> FindById(string keyId)
    {
        foreach (ref readonly var key in _keys.AsSpan())
        {
            if (key.KeyId == keyId)
            {
                return MemoryMarshal.CreateReadOnlySpan(in key, 1);
            }
        }

        return [];
    }

    /// <summary>The keys of this algorithm, those of the options before those of sources, and of each the newest first; at most <see cref="MostTried"/>, or none.</summary>
    public ReadOnlySpan<SigningKey> FindByAlgorithm(string algorithm)
    {
        foreach (var (name, newest) in _byAlgorithm)
        {
            if (name == algorithm)
            {
                return newest;
            }
        }

        return [];
    }

    // The same key once more is no second one: an application may bring along what its issuer publishes, for a start without the network.
    private IEnumerable<SigningKey> WithNamesOfTheirOwn(SigningKey[] own, IEnumerable<SigningKey> fromSources)
    {
        var known = own.ToDictionary(key => key.KeyId, StringComparer.Ordinal);
        foreach (var key in fromSources)
        {
            if (known.TryAdd(key.KeyId, key))
            {
                yield return key;
            }
            else if (known[key.KeyId] is var other && (other.Algorithm, other.Thumbprint) != (key.Algorithm, key.Thumbprint))
            {
                _leftOut.Add(key);
            }
        }
    }
}
