using System;

namespace Wfn.Kernels;

/// <summary>Softmax along one axis: exponentials from a table, and one integer division an element.</summary>
internal sealed class FixedPointSoftmax
{
    private readonly int outer;
    private readonly int extent;
    private readonly int inner;
    private readonly int[] exponentials;
    private readonly int fractionBits;
    private readonly Rescale saturate;

    /// <summary>Makes a softmax over [outer, extent, inner].</summary>
    /// <param name="outer">Product of the extents before the axis.</param>
    /// <param name="extent">The axis's extent.</param>
    /// <param name="inner">Product of the extents after the axis.</param>
    /// <param name="exponentials">e^−d for the distance d below the maximum; 0 past the end.</param>
    /// <param name="fractionBits">Fraction bits of the output.</param>
    /// <param name="saturate">Saturation to the output's format.</param>
    internal FixedPointSoftmax(int outer, int extent, int inner, int[] exponentials, int fractionBits, Rescale saturate)
    {
        this.outer = outer;
        this.extent = extent;
        this.inner = inner;
        this.exponentials = exponentials;
        this.fractionBits = fractionBits;
        this.saturate = saturate;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run(ReadOnlySpan<short> input, Span<short> output)
    {
        for (var i = 0; i < outer; i++)
        {
            for (var j = 0; j < inner; j++)
            {
                RunAxis(input, output, (i * extent * inner) + j);
            }
        }
    }

    private void RunAxis(ReadOnlySpan<short> input, Span<short> output, int start)
    {
        var largest = short.MinValue;
        for (int k = 0, at = start; k < extent; k++, at += inner)
        {
            largest = Math.Max(largest, input[at]);
        }

        var sum = 0;
        for (int k = 0, at = start; k < extent; k++, at += inner)
        {
            sum += Exponential(largest - input[at]);
        }

        for (int k = 0, at = start; k < extent; k++, at += inner)
        {
            output[at] = saturate.Apply(((Exponential(largest - input[at]) << fractionBits) + (sum / 2)) / sum);
        }
    }

    private int Exponential(int distance) => distance < exponentials.Length ? exponentials[distance] : 0;
}
