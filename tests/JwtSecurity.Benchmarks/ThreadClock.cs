using System.Runtime.InteropServices;

namespace JwtSecurity.Benchmarks;

/// <summary>
/// CPU time of the current thread, which other work on the machine does not lengthen.
/// </summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTimeId = 3;

    public static long Nanoseconds
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return System.Diagnostics.Stopwatch.GetTimestamp() * 1_000_000_000 / System.Diagnostics.Stopwatch.Frequency;
            }

            _ = GetTime(ThreadCpuTimeId, out var time);
            return (time.Seconds * 1_000_000_000L) + time.Nanoseconds;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
