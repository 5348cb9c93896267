using Wfn.Numerics;

namespace Wfn.Integers;

/// <summary>Real constants as integers in accumulator units.</summary>
internal static class AccumulatorUnits
{
    /// <summary>
    /// round(value · 2^fractionBits), ties away from zero. What does not fit saturates, and the overflow proof then refuses it.
    /// </summary>
    public static int Of(double value, int fractionBits)
    {
        var scaled = Math.Round(value * FixedPointRounding.PowerOfTwo(fractionBits), MidpointRounding.AwayFromZero);
        return (int)Math.Max(-int.MaxValue, Math.Min(int.MaxValue, scaled));
    }
}
