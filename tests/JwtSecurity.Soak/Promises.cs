using System.Collections.Concurrent;

namespace JwtSecurity.Soak;

/// <summary>
/// What a run found broken. A slow machine breaks nothing.
/// </summary>
internal sealed class Promises
{
    private readonly ConcurrentDictionary<string, int> _broken = new();

    public bool AreKept => _broken.IsEmpty;

    public void Keep(bool isKept, string promise)
    {
        if (!isKept)
        {
            _broken.AddOrUpdate(promise, 1, (_, count) => count + 1);
        }
    }

    public void Print()
    {
        foreach (var (promise, count) in _broken)
        {
            Console.WriteLine($"BROKEN, {count} times: {promise}");
        }
    }
}
