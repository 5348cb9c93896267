namespace Wfn.Fixing;

/// <summary>
/// Approximates numbers by sums of few signed powers of two: the centres that weights are moved to. Order 0 is a single power;
/// every further order may add one term.
/// </summary>
internal static class AdditivePowersOfTwo
{
    private const double InverseSqrt2 = 0.70710678118654752440;
    private const double InverseLn2 = 1.44269504088896340736;

    /// <summary>
    /// The approximation of <paramref name="value"/>: its nearest power of two, and then, up to <paramref name="order"/> times, the
    /// nearest power of two of what is left over, added or subtracted, until less than tolerance · |value| is left over.
    /// </summary>
    /// <param name="value">The number, positive.</param>
    /// <param name="order">Terms beyond the first; 0 or more.</param>
    /// <param name="tolerance">Relative remainder that needs no further term; rounded to float32, as in the authors' code.</param>
    /// <param name="lowestExponent">No term is smaller than 2 to this.</param>
    public static float Approximate(float value, int order, float tolerance, int lowestExponent)
    {
        var current = NearestPower(value, lowestExponent);
        for (var term = 0; term < order; term++)
        {
            var rest = (float)(value - current);
            if (Math.Abs(rest) < (float)(tolerance * value) || rest == 0)
            {
                break;
            }

            current = (float)(current + (rest > 0 ? NearestPower(rest, lowestExponent) : -NearestPower(-rest, lowestExponent)));
        }

        return current;
    }

    /// <summary>
    /// log2 of a positive number, rounded to the nearest integer; halves go to the even one, where "half" is what float32 cannot
    /// tell from half (PyTorch rounds a float32 logarithm). Worked out without a library logarithm, so that it is the same on every
    /// machine: only next to √2·2^e does more than a comparison decide, and there the logarithm is its first two series terms.
    /// </summary>
    public static int NearestExponent(float value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        var offset = (mantissa * InverseSqrt2) - 1;
        var halfUlp = HalfUlp(Math.Abs(exponent + 0.5));
        if (Math.Abs(offset * (1 - (offset / 2)) * InverseLn2) <= halfUlp)
        {
            return (exponent & 1) == 0 ? exponent : exponent + 1;
        }

        return offset < 0 ? exponent : exponent + 1;
    }

    /// <summary>⌊log2⌋ of a positive number.</summary>
    public static int FloorExponent(float value) => (int)((BitConverter.DoubleToInt64Bits(value) >> 52) & 0x7FF) - 1023;

    /// <summary>The exponent of the largest power of two that divides a number; not for zero.</summary>
    public static int LowestExponent(float value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value) | 0x0010_0000_0000_0000;
        var exponent = FloorExponent(Math.Abs(value)) - 52;
        while ((bits & 1) == 0)
        {
            bits >>= 1;
            exponent++;
        }

        return exponent;
    }

    /// <summary>The odd integer of which |value| is a power-of-two multiple; value not zero.</summary>
    public static int Significand(float value)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs((double)value));
        var significand = (bits & 0x000F_FFFF_FFFF_FFFF) | 0x0010_0000_0000_0000;
        while ((significand & 1) == 0)
        {
            significand >>= 1;
        }

        return (int)significand;
    }

    private static float NearestPower(float value, int lowestExponent) => Power(Math.Max(NearestExponent(value), lowestExponent));

    private static float Power(int exponent) => (float)BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);

    /// <summary>Half the distance of neighbouring float32 numbers around a positive one.</summary>
    private static double HalfUlp(double value) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) & 0x7FF0_0000_0000_0000) / (1 << 24);
}
