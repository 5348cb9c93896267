using System;

namespace Wfn.Kernels;

/// <summary>Where the most extreme of [outer, extent, inner] elements are along the middle axis, in their order.</summary>
internal sealed class FloatTop
{
    private readonly int extent;
    private readonly int count;
    private readonly int inner;

    /// <summary>Takes the sizes.</summary>
    /// <param name="extent">Elements along the axis.</param>
    /// <param name="count">How many of them are sought.</param>
    /// <param name="inner">Lines side by side.</param>
    internal FloatTop(int extent, int count, int inner)
    {
        this.extent = extent;
        this.count = count;
        this.inner = inner;
    }

    /// <summary>The largest.</summary>
    internal void Largest(ReadOnlySpan<float> input, Span<float> output) => Run(1, input, output);

    /// <summary>The smallest.</summary>
    internal void Smallest(ReadOnlySpan<float> input, Span<float> output) => Run(-1, input, output);

    private void Run(float sign, ReadOnlySpan<float> input, Span<float> output)
    {
        for (var line = 0; line < input.Length / extent; line++)
        {
            var (outer, at) = (line / inner, line % inner);
            Line(sign, input.Slice((outer * extent * inner) + at), output.Slice((outer * count * inner) + at));
        }
    }

    // The output holds the best so far, in order; each element goes behind those that are not smaller.
    private void Line(float sign, ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < extent; i++)
        {
            var value = Order(sign * input[i * inner]);
            var place = Math.Min(i, count);
            while (place > 0 && value > Order(sign * input[(int)output[(place - 1) * inner] * inner]))
            {
                if (place < count)
                {
                    output[place * inner] = output[(place - 1) * inner];
                }

                place--;
            }

            if (place < count)
            {
                output[place * inner] = i;
            }
        }
    }

    // What is no number comes last.
    private static float Order(float value) => float.IsNaN(value) ? float.NegativeInfinity : value;
}
