using System;

namespace Wfn.Kernels;

/// <summary>e^x / Σ e^x along one axis.</summary>
internal static class FloatSoftmax
{
    /// <summary>Runs one sample as [outer, extent, inner].</summary>
    internal static void Run(ReadOnlySpan<float> input, Span<float> output, int outer, int extent, int inner)
    {
        for (var i = 0; i < outer; i++)
        {
            for (var j = 0; j < inner; j++)
            {
                RunAxis(input, output, (i * extent * inner) + j, extent, inner);
            }
        }
    }

    private static void RunAxis(ReadOnlySpan<float> input, Span<float> output, int start, int extent, int inner)
    {
        var largest = float.NegativeInfinity;
        for (int k = 0, at = start; k < extent; k++, at += inner)
        {
            largest = Math.Max(largest, input[at]);
        }

        var sum = 0.0;
        for (int k = 0, at = start; k < extent; k++, at += inner)
        {
            var power = Math.Exp((double)input[at] - largest);
            output[at] = (float)power;
            sum += power;
        }

        for (int k = 0, at = start; k < extent; k++, at += inner)
        {
            output[at] = (float)(output[at] / sum);
        }
    }
}
