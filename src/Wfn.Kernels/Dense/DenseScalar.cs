using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The accumulator of one output by plain loops.</summary>
internal static class DenseScalar
{
    /// <summary>Computes it.</summary>
    /// <param name="shape">What is multiplied with what.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="block">The output channel.</param>
    /// <param name="from">The pixel's first input.</param>
    /// <param name="isBytes">Whether inputs are bytes.</param>
    internal static int Total(DenseShape shape, DenseWeights weights, DenseBlock block, ReadOnlySpan<byte> from, bool isBytes)
    {
        var packed = weights.Packed.Elements.Slice(block.WeightStart);
        var (total, sum) = (0, 0);
        for (var i = 0; i < block.SegmentCount; i++)
        {
            var run = weights.Runs[block.Segment + i];
            var inputs = from.Slice(run.Offset);
            var own = packed.Slice(0, 4 * run.StepCount);
            packed = packed.Slice(own.Length);
            var products = shape.StepElements switch
            {
                4 => Bytes(inputs, own),
                2 => Shorts(MemoryMarshal.Cast<byte, short>(inputs), MemoryMarshal.Cast<byte, short>(own)),
                _ => (isBytes ? inputs[0] : MemoryMarshal.Cast<byte, short>(inputs)[0]) * MemoryMarshal.Cast<byte, short>(own)[0],
            };
            sum = unchecked(sum + products);
            if (run.Flush)
            {
                total = unchecked(total + (sum * run.Scale));
                sum = 0;
            }
        }

        return total;
    }

    private static int Bytes(ReadOnlySpan<byte> inputs, ReadOnlySpan<byte> weights)
    {
        var total = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            total = unchecked(total + (inputs[i] * (sbyte)weights[i]));
        }

        return total;
    }

    private static int Shorts(ReadOnlySpan<short> inputs, ReadOnlySpan<short> weights)
    {
        var total = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            total = unchecked(total + (inputs[i] * weights[i]));
        }

        return total;
    }
}
