namespace Wfn.Numerics;

/// <summary>The one rounding of fixed point: to nearest, ties away from zero; then saturation.</summary>
public static class FixedPointRounding
{
    /// <summary>value / 2^shift, rounded; a negative shift multiplies (exact). Shifts are between -31 and 31, |value| at most 2^31.</summary>
    public static long ShiftRight(long value, int shift)
    {
        if (shift <= 0)
        {
            return value << -shift;
        }

        var half = 1L << (shift - 1);
        return value >= 0 ? (value + half) >> shift : -((-value + half) >> shift);
    }

    /// <summary>Clamped to the format's range.</summary>
    public static int Saturate(long value, FixedPointFormat format) =>
        value < format.Minimum ? format.Minimum : value > format.Maximum ? format.Maximum : (int)value;

    /// <summary>The q of a real number: round(x · 2^FractionBits), ties away from zero, saturated; NaN becomes 0.</summary>
    public static int Quantize(float value, FixedPointFormat format)
    {
        if (float.IsNaN(value))
        {
            return 0;
        }

        var scaled = value * PowerOfTwo(format.FractionBits);
        var rounded = Math.Round(scaled, MidpointRounding.AwayFromZero);
        return rounded <= format.Minimum ? format.Minimum : rounded >= format.Maximum ? format.Maximum : (int)rounded;
    }

    /// <summary>The real number of a q, exact in float32.</summary>
    public static float Dequantize(int q, FixedPointFormat format) => (float)(q * PowerOfTwo(-format.FractionBits));

    /// <summary>2^exponent, exact; exponent from -1022 to 1023.</summary>
    public static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((exponent + 1023L) << 52);
}
