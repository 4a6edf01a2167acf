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
    private readonly SigningKey[] _signers;
    private readonly (string Algorithm, SigningKey[] Newest)[] _byAlgorithm;
    private readonly TimeProvider _timeProvider;

    /// <param name="keys">The keys, the oldest first.</param>
    /// <param name="timeProvider">The clock that <see cref="SigningKey.ActiveFrom"/> is compared with.</param>
    /// <param name="mayGrow">Whether keys come from elsewhere, so that the next ring may have more.</param>
    public SigningKeyRing(IEnumerable<SigningKey> keys, TimeProvider timeProvider, bool mayGrow = false)
    {
        _keys = [.. keys];
        _timeProvider = timeProvider;
        MayGrow = mayGrow;

        // Ordering is stable: of those that are active from one time on, the last one listed comes first.
        _signers = [.. _keys.Reverse().Where(key => key.CanSign).OrderByDescending(key => key.ActiveFrom ?? DateTimeOffset.MinValue)];
        _byAlgorithm = [.. _keys.Reverse().GroupBy(key => key.Algorithm, StringComparer.Ordinal).Select(group => (group.Key, group.Take(MostTried).ToArray()))];
    }

    /// <summary>All of them, the oldest first.</summary>
    public IReadOnlyList<SigningKey> All => _keys;

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

    /// <summary>The keys of this algorithm, the newest first, at most <see cref="MostTried"/>; or none.</summary>
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
}
