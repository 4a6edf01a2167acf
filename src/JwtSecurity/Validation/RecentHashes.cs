using System.Numerics;

namespace JwtSecurity;

/// <summary>
/// Remembers which hashes came lately, in a fixed amount of memory: four places for those that end alike, the oldest forgotten first.
/// </summary>
/// <remarks>
/// Threads write without waiting for each other, and a hash may be lost or taken for another. All that hangs on it is whether a token is
/// remembered a use earlier or later.
/// </remarks>
internal sealed class RecentHashes(int expected)
{
    private const int Ways = 4;
    private const int LargestCount = 32 * 1024;

    private readonly int[] _hashes = new int[Ways * BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(expected / 2, 1, LargestCount))];

    /// <summary>Whether the hash came lately. Now it has.</summary>
    public bool HasSeen(int hash)
    {
        var places = _hashes.AsSpan((hash & ((_hashes.Length / Ways) - 1)) * Ways, Ways);
        if (places.Contains(hash))
        {
            return true;
        }

        places[..^1].CopyTo(places[1..]);
        places[0] = hash;
        return false;
    }
}
