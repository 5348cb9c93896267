using System;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>Checks of what callers pass.</summary>
internal static class Argument
{
    /// <summary>Checks a span's length.</summary>
    internal static void RequireLength(int actual, long expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException(
                string.Format(CultureInfo.InvariantCulture, "The span has {0} elements instead of {1}.", actual, expected), name);
        }
    }

    /// <summary>Checks a number of samples.</summary>
    internal static void RequireBatch(int batch, string name)
    {
        if (batch < 0)
        {
            throw new ArgumentOutOfRangeException(name, "The number of samples is negative.");
        }
    }

    /// <summary>The number of threads that a caller asks for: -1 for as many as there are processors.</summary>
    internal static int Threads(int maxDegreeOfParallelism, string name) => maxDegreeOfParallelism switch
    {
        -1 => Environment.ProcessorCount,
        < 1 => throw new ArgumentOutOfRangeException(name, "There can be no such number of threads."),
        _ => maxDegreeOfParallelism,
    };

    /// <summary>Checks that what a call of several samples writes is not what it reads later.</summary>
    internal static void RequireApart<TRead, TWritten>(int batch, ReadOnlySpan<TRead> read, ReadOnlySpan<TWritten> written, string name)
        where TRead : struct
        where TWritten : struct
    {
        if (batch > 1 && MemoryExtensions.Overlaps(MemoryMarshal.AsBytes(read), MemoryMarshal.AsBytes(written)))
        {
            throw new ArgumentException("The span overlaps one that samples are read from, and would change those that are read later.", name);
        }
    }

    /// <summary>A caller's workspace as elements, from the start of a cache line where it is long enough.</summary>
    internal static Span<T> Workspace<T>(Span<byte> workspace, int bytes, string name)
        where T : struct
    {
        if (workspace.Length < bytes)
        {
            throw new ArgumentException(
                string.Format(CultureInfo.InvariantCulture, "The workspace has {0} bytes; {1} are needed.", workspace.Length, bytes), name);
        }

        var start = CacheLine.ElementsBefore(workspace);
        return MemoryMarshal.Cast<byte, T>(workspace.Slice(start <= workspace.Length - bytes ? start : 0, bytes));
    }
}
