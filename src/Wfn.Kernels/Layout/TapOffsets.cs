using System;

namespace Wfn.Kernels;

/// <summary>Where the inputs of an output lie.</summary>
internal static class TapOffsets
{
    /// <summary>The one furthest from the output's first input.</summary>
    internal static int Last(int[] offsets)
    {
        var last = 0;
        foreach (var offset in offsets)
        {
            last = Math.Max(last, offset);
        }

        return last;
    }

    /// <summary>Every tap of every channel.</summary>
    internal static int[] Of(int channels, int channelLength, int[] taps)
    {
        var offsets = new int[channels * taps.Length];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (i / taps.Length * channelLength) + taps[i % taps.Length];
        }

        return offsets;
    }
}
