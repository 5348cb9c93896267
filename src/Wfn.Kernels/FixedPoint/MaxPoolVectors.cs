#if NET8_0_OR_GREATER
using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>Max pool on vectors.</summary>
/// <typeparam name="TVectors">The width.</typeparam>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal static class MaxPoolVectors<TVectors, TShort, TInt>
    where TVectors : struct, IIntegerVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>The larger of each two, in place; returns how many are done: all, or none where they fill no vector.</summary>
    internal static int Max(ReadOnlySpan<short> values, Span<short> largest)
    {
        if (largest.Length < TVectors.Count)
        {
            return 0;
        }

        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(largest);
        for (var at = 0; at < largest.Length; at += TVectors.Count)
        {
            var start = Math.Min(at, largest.Length - TVectors.Count);
            TVectors.Store(TVectors.Max(TVectors.Load(ref from, start), TVectors.Load(ref to, start)), ref to, start);
        }

        return largest.Length;
    }

    /// <summary>The largest under a window along a row, for a stride of 1 or 2; writes whole vectors.</summary>
    internal static void Along(ReadOnlySpan<short> row, Span<short> results, int outputs, int kernel, int stride, int dilation)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(results);
        for (var output = 0; output < outputs; output += TVectors.Count)
        {
            var at = stride == 1 ? output : output << 1;
            var largest = Load(ref from, at, stride);
            for (var tap = 1; tap < kernel; tap++)
            {
                at += dilation;
                largest = TVectors.Max(largest, Load(ref from, at, stride));
            }

            TVectors.Store(largest, ref to, output);
        }
    }

    private static TShort Load(ref short row, int at, int stride) => stride == 1
        ? TVectors.Load(ref row, at)
        : TVectors.Narrow(TVectors.Even(TVectors.Load(ref row, at)), TVectors.Even(TVectors.Load(ref row, at + TVectors.Count)));
}
#endif
