using Wfn.Numerics;

namespace Wfn.Calibration;

/// <summary>Chooses the power-of-two scale of a format from what was observed.</summary>
internal static class FormatSearch
{
    /// <summary>Formats of at least so many bits are not searched: they have room for values that calibration did not see.</summary>
    private const int WideBits = 12;

    /// <summary>How often the range is halved in search of a smaller error.</summary>
    private const int Halvings = 4;

    /// <summary>The finest fraction that calibration hands out; values below 2^-32 are as good as zero.</summary>
    private const int FinestFraction = 32;

    /// <summary>
    /// Narrow formats: the scale with the smallest sum of squared rounding and saturation errors, from the largest range
    /// needed downwards. Wide ones: everything observed fits, and twice as much where no bound is known.
    /// </summary>
    /// <param name="observed">The activations that share the format.</param>
    /// <param name="bits">Width.</param>
    /// <param name="isSigned">Whether there is a sign.</param>
    /// <param name="isBounded">Whether no value can leave the observed range by more than rounding (sigmoid, softmax).</param>
    public static FixedPointFormat Best(IReadOnlyList<ActivationStatistics> observed, int bits, bool isSigned, bool isBounded)
    {
        var minimum = observed.Count == 0 ? 0f : observed.Min(s => s.Minimum);
        var maximum = observed.Count == 0 ? 0f : observed.Max(s => s.Maximum);
        var whole = Whole(minimum, maximum, bits, isSigned);
        if (bits >= WideBits)
        {
            return isBounded || (minimum == 0 && maximum == 0) ? whole : whole with { FractionBits = whole.FractionBits - 1 };
        }

        var best = whole;
        var smallest = observed.Sum(s => s.SquaredError(whole));
        for (var halving = 1; halving <= Halvings; halving++)
        {
            var candidate = whole with { FractionBits = whole.FractionBits + halving };
            var error = observed.Sum(s => s.SquaredError(candidate));
            if (error < smallest)
            {
                (best, smallest) = (candidate, error);
            }
        }

        return best;
    }

    /// <summary>The finest format without saturation beyond half a step; the range ±1 where all values are zero.</summary>
    private static FixedPointFormat Whole(float minimum, float maximum, int bits, bool isSigned)
    {
        var unit = new FixedPointFormat(bits, isSigned, isSigned ? bits - 1 : bits);
        if (minimum == 0 && maximum == 0)
        {
            return unit;
        }

        var format = unit with { FractionBits = FinestFraction };
        while (Q(maximum, format) > format.Maximum || Q(minimum, format) < format.Minimum)
        {
            format = format with { FractionBits = format.FractionBits - 1 };
        }

        return format;
    }

    private static double Q(float value, FixedPointFormat format) =>
        Math.Round(value * FixedPointRounding.PowerOfTwo(format.FractionBits), MidpointRounding.AwayFromZero);
}
