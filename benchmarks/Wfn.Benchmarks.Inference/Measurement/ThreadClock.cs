using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>
/// The processor time of the calling thread where the system tells it, which other processes do not lengthen but through caches and
/// clocks; the time of day elsewhere, and where candidates work in other threads than the one that calls them.
/// </summary>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>Seconds of the time of day since some moment: for candidates that work in several threads.</summary>
    public static double TimeOfDay() => Stopwatch.GetElapsedTime(0).TotalSeconds;

    /// <summary>Seconds since some moment.</summary>
    public static double Seconds()
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess && Read(ThreadProcessorTime, out var time) == 0)
        {
            return time.Seconds + (time.Nanoseconds * 1e-9);
        }

        return TimeOfDay();
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
