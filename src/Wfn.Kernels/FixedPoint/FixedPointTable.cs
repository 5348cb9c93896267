using System;

namespace Wfn.Kernels;

/// <summary>A function as a table of its values.</summary>
internal static class FixedPointTable
{
    /// <summary>Runs one sample; entry 0 of the table belongs to <paramref name="first"/>.</summary>
    internal static void Run(ReadOnlySpan<short> input, Span<short> output, short[] table, int first)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = table[input[i] - first];
        }
    }
}
