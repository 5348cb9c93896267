using System;

namespace Wfn.Kernels;

/// <summary>Whole numbers by a table.</summary>
internal sealed class FloatLookup
{
    private readonly int[] values;
    private readonly int missing;

    /// <summary>Takes the table.</summary>
    /// <param name="values">What 0, 1, 2 … become.</param>
    /// <param name="missing">What every other number becomes.</param>
    internal FloatLookup(int[] values, int missing)
    {
        this.values = values;
        this.missing = missing;
    }

    /// <summary>Looks every element up.</summary>
    internal void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            var isThere = input[i] >= 0 && input[i] < values.Length && input[i] == (int)input[i];
            output[i] = isThere ? values[(int)input[i]] : missing;
        }
    }
}
