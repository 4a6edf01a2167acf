namespace JwtSecurity.Benchmarks;

/// <summary>
/// Measures several pieces of work in alternating rounds, A B C A B C, so that whatever the machine does, it does to all of them.
/// </summary>
internal sealed class Rounds(int rounds, int millisecondsEach)
{
    private readonly List<(string Name, Action Work)> _works = [];

    public void Add(string name, Action work) => _works.Add((name, work));

    /// <summary>Gives, for each piece of work, its nanoseconds in every round, and its bytes.</summary>
    public IReadOnlyDictionary<string, (double[] Nanoseconds, double Bytes)> Run()
    {
        var repeats = _works.Select(work => WarmUp(work.Work)).ToArray();
        var times = _works.Select(_ => new double[rounds]).ToArray();
        var bytes = new double[_works.Count];
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < _works.Count; i++)
            {
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var start = ThreadClock.Nanoseconds;
                for (var n = 0; n < repeats[i]; n++)
                {
                    _works[i].Work();
                }

                times[i][round] = (double)(ThreadClock.Nanoseconds - start) / repeats[i];
                bytes[i] = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / repeats[i];
            }
        }

        return _works.Select((work, i) => (work.Name, times[i], bytes[i])).ToDictionary(each => each.Name, each => (each.Item2, each.Item3));
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    // Long enough for the just-in-time compiler to be done with it, in pauses: it works in the background.
    private int WarmUp(Action work)
    {
        var count = 0;
        for (var pass = 0; pass < 4; pass++)
        {
            count = 0;
            var start = ThreadClock.Nanoseconds;
            while (ThreadClock.Nanoseconds - start < millisecondsEach * 10_000_000L)
            {
                work();
                count++;
            }

            Thread.Sleep(millisecondsEach * 15);
        }

        return Math.Max(1, count / 10);
    }
}
