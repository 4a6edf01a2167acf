using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JwtSecurity.Soak;

/// <summary>
/// What it costs this process to read every revocation once: the median of several times, or their average where the clock is too coarse for one.
/// </summary>
internal sealed record PollCost(int Revocations, double Milliseconds, double ProcessorMilliseconds, double Allocated, double Read)
{
    public static async Task<PollCost> MeasureAsync(JwtSessionStore store, int times)
    {
        long read = 0;
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Npgsql" && instrument.Name.EndsWith("bytes_read", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref read, bytes));
        meters.Start();

        await ReadAsync(store);
        read = 0;
        var (revocations, milliseconds) = (0, new List<double>());
        var (processor, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        for (var i = 0; i < times; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            revocations = await ReadAsync(store);
            milliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return new PollCost(
            revocations,
            Figures.Median(milliseconds),
            (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / times,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / times,
            (double)read / times);
    }

    private static async Task<int> ReadAsync(JwtSessionStore store)
    {
        var count = 0;
        await foreach (var _ in store.ReadRevocationsAsync(default))
        {
            count++;
        }

        return count;
    }
}
