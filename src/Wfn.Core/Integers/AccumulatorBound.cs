using Wfn.Numerics;

namespace Wfn.Integers;

/// <summary>
/// Worst cases of accumulators: no partial sum, whatever the order in which an operation adds up its terms (single powers of
/// two included), is larger in magnitude than these.
/// </summary>
internal static class AccumulatorBound
{
    /// <summary>What stands for a bound past all others.</summary>
    public const long None = long.MaxValue;

    /// <summary>Largest right or left shift that 32-bit arithmetic has.</summary>
    public const int LargestShift = 31;

    /// <summary>The largest |q| of a format.</summary>
    public static long Magnitude(FixedPointFormat format) => Math.Max(format.Maximum, -(long)format.Minimum);

    /// <summary>With what rounding adds before a right shift, or after the left shift that a negative one is.</summary>
    public static long WithRounding(long bound, int shift)
    {
        if (bound == None || shift is < -LargestShift or > LargestShift)
        {
            return None;
        }

        return shift > 0 ? bound + (1L << (shift - 1)) : bound > long.MaxValue >> LargestShift ? None : bound << -shift;
    }

    /// <summary>Σ m·q + bias, the largest over all outputs.</summary>
    public static long WeightedSum(IndexedWeights weights, EquatableArray<int> bias, FixedPointFormat input)
    {
        var terms = Enumerable.Range(0, weights.Codebook.Count).Select(i => Terms(weights.Codebook.Mantissas[i])).ToArray();
        var indices = weights.Indices.AsSpan();
        var length = indices.Length / bias.Count;
        var largest = 0L;
        for (var o = 0; o < bias.Count; o++)
        {
            var (positive, negative) = (0L, 0L);
            foreach (var index in indices.Slice(o * length, length))
            {
                positive += terms[index].Positive;
                negative += terms[index].Negative;
            }

            largest = Math.Max(largest, Product(positive, negative, input) + Math.Abs((long)bias[o]));
        }

        return largest;
    }

    /// <summary>q · factor + offset, the largest over all channels.</summary>
    public static long ChannelAffine(ChannelAffineOperation affine, FixedPointFormat input) => affine.Factors
        .Zip(affine.Offsets, (factor, offset) => Product(factor, input) + Math.Abs((long)offset)).Max();

    /// <summary>Both operands shifted left, and a constant's largest value.</summary>
    public static long Sum(SumOperation sum, IReadOnlyList<FixedPointFormat> inputs)
    {
        var bound = sum.Constant is null ? 0L : sum.Constant.Values.Max(v => Math.Abs((long)v));
        for (var i = 0; i < inputs.Count; i++)
        {
            if (sum.LeftShifts[i] is < 0 or > LargestShift)
            {
                return None;
            }

            bound += Magnitude(inputs[i]) << sum.LeftShifts[i];
        }

        return bound;
    }

    /// <summary>Two activations, or one and the constant's largest value.</summary>
    public static long Product(ProductOperation product, IReadOnlyList<FixedPointFormat> inputs) => product.Constant is null
        ? Magnitude(inputs[0]) * Magnitude(inputs[1])
        : product.Constant.Values.Max(factor => Product(factor, inputs[0]));

    /// <summary>The sum under the window, and its product with the reciprocal.</summary>
    public static long AveragePool(AveragePoolOperation pool, FixedPointFormat input)
    {
        var largest = 0L;
        for (var n = 1; n < pool.Reciprocals.Count; n++)
        {
            if (pool.Reciprocals[n] != 0)
            {
                var sum = n * Magnitude(input);
                var (positive, negative) = Terms(pool.Reciprocals[n]);
                var shifted = FixedPointRounding.ShiftRight(sum, pool.SumShift);
                largest = Math.Max(largest, Math.Max(WithRounding(sum, pool.SumShift), shifted * Math.Max(positive, negative)));
            }
        }

        return largest;
    }

    /// <summary>The sum of the exponentials, and an exponential at the output's scale with half the sum.</summary>
    public static long Softmax(SoftmaxOperation softmax, int extent, FixedPointFormat output)
    {
        if (output.FractionBits is < 0 or > LargestShift)
        {
            return None;
        }

        var sum = (long)extent * softmax.Exponentials[0];
        return Math.Max(sum, ((long)softmax.Exponentials[0] << output.FractionBits) + (sum / 2));
    }

    private static long Product(int factor, FixedPointFormat input)
    {
        var (positive, negative) = Terms(factor);
        return Product(positive, negative, input);
    }

    // Any subset of the terms adds up to something between −(positive · −min + negative · max) and positive · max + negative · −min.
    private static long Product(long positive, long negative, FixedPointFormat input) => Math.Max(
        (positive * input.Maximum) - (negative * input.Minimum), (negative * input.Maximum) - (positive * input.Minimum));

    private static (long Positive, long Negative) Terms(int mantissa)
    {
        var (positive, negative) = (0L, 0L);
        foreach (var term in SignedDigit.NonAdjacentForm(mantissa))
        {
            if (term.Negative)
            {
                negative += 1L << term.Exponent;
            }
            else
            {
                positive += 1L << term.Exponent;
            }
        }

        return (positive, negative);
    }
}
