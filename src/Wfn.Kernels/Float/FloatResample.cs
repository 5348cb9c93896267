using System;

namespace Wfn.Kernels;

/// <summary>Weighted sums along an axis: the input as [outer, extent, inner], every output a sum of a few inputs.</summary>
internal sealed class FloatResample
{
    private readonly int outer;
    private readonly int extent;
    private readonly int inner;
    private readonly int[] indices;
    private readonly float[] weights;
    private readonly int taps;

    /// <summary>Makes a resampling of taps for each output: where they lie, and their weights.</summary>
    internal FloatResample(int outer, int extent, int inner, int[] indices, float[] weights, int taps)
    {
        this.outer = outer;
        this.extent = extent;
        this.inner = inner;
        this.indices = indices;
        this.weights = weights;
        this.taps = taps;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        var results = indices.Length / taps;
        for (var o = 0; o < outer; o++)
        {
            var from = input.Slice(o * extent * inner, extent * inner);
            var to = output.Slice(o * results * inner, results * inner);
            if (inner == 1)
            {
                Elements(from, to);
            }
            else
            {
                Rows(from, to);
            }
        }
    }

    private void Elements(ReadOnlySpan<float> from, Span<float> to)
    {
        for (int i = 0, tap = 0; i < to.Length; i++)
        {
            var sum = 0f;
            for (var end = tap + taps; tap < end; tap++)
            {
                sum += weights[tap] * from[indices[tap]];
            }

            to[i] = sum;
        }
    }

    private void Rows(ReadOnlySpan<float> from, Span<float> to)
    {
        to.Clear();
        for (var tap = 0; tap < indices.Length; tap++)
        {
            if (weights[tap] != 0)
            {
                FloatRow.AddScaled(to.Slice(tap / taps * inner, inner), from.Slice(indices[tap] * inner, inner), weights[tap]);
            }
        }
    }
}
