using System;

namespace Wfn.Kernels;

/// <summary>Where the largest value stands.</summary>
internal static class ArgMax
{
    /// <summary>The first index of the largest value.</summary>
    internal static int Of(ReadOnlySpan<short> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }

    /// <summary>The first index of the largest value; NaN is never the largest but at index 0.</summary>
    internal static int Of(ReadOnlySpan<float> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }
}
