using System.Globalization;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// Many threads with one token: whether they wait for each other.
/// </summary>
internal static class Contention
{
    private const string Path = "/users/me";

    public static void Print(Pipeline pipeline, string authorization, TimeSpan duration)
    {
        var alone = Run(pipeline, authorization, duration, 1).PerSecond;
        foreach (var threads in (int[])[Environment.ProcessorCount, 16])
        {
            var (perSecond, contentions) = Run(pipeline, authorization, duration, threads);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{threads} threads, one token: {perSecond / alone:F2} times the requests of one thread on {Environment.ProcessorCount} processors, {contentions} lock contentions"));
        }
    }

    private static (double PerSecond, long Contentions) Run(Pipeline pipeline, string authorization, TimeSpan duration, int threads)
    {
        using var stop = new CancellationTokenSource();
        using var start = new Barrier(threads + 1);
        var counts = new long[threads];
        var workers = Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            long count = 0;
            start.SignalAndWait();
            while (!stop.IsCancellationRequested)
            {
                pipeline.Get(Path, authorization);
                count++;
            }

            counts[index] = count;
        })).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        start.SignalAndWait();
        var before = Monitor.LockContentionCount;
        Thread.Sleep(duration);
        var contentions = Monitor.LockContentionCount - before;
        stop.Cancel();
        Array.ForEach(workers, worker => worker.Join());
        return (counts.Sum() / duration.TotalSeconds, contentions);
    }
}
