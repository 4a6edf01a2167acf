using System.Diagnostics;

namespace JwtSecurity.Soak;

/// <summary>
/// Waiting for something to become true, as long as any machine takes.
/// </summary>
internal static class Wait
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    public static async Task UntilAsync(Func<bool> isTrue, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!isTrue())
        {
            if (watch.Elapsed > s_patience)
            {
                throw new TimeoutException($"In {s_patience.TotalMinutes} minutes it did not happen that {what}.");
            }

            await Task.Delay(s_pause);
        }
    }
}
