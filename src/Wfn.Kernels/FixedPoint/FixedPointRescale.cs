using System;

namespace Wfn.Kernels;

/// <summary>Change of format, with bounds.</summary>
internal static class FixedPointRescale
{
    /// <summary>Runs one sample.</summary>
    internal static void Run(ReadOnlySpan<short> input, Span<short> output, in Rescale rescale)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = rescale.Apply(input[i]);
        }
    }
}
