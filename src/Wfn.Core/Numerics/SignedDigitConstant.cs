namespace Wfn.Numerics;

/// <summary>Integers of few signed digits: what a factor off the codebook becomes, so that shifts and additions replace its product.</summary>
public static class SignedDigitConstant
{
    /// <summary>The most signed digits that a constant may have.</summary>
    public const int MaximumTerms = 4;

    private const double Largest = 1 << 30;

    /// <summary>
    /// The integer of at most <see cref="MaximumTerms"/> signed digits that is nearest to <paramref name="value"/> among those
    /// whose digits are, one after another, the power of two below or above what is left. Within 0.5 or 0.6 % of the value,
    /// whichever is more. Beyond ±2^30, infinity included, it is ±2^30; not a number is 0.
    /// </summary>
    public static int Near(double value) => (int)(value < 0
        ? -Near(Math.Min(-value, Largest), MaximumTerms)
        : Near(Math.Min(value, Largest), MaximumTerms));

    // value is not negative here, nor does it become so: where a power above is taken, the rest is looked for with opposite sign.
    private static long Near(double value, int terms)
    {
        if (terms == 0 || !(value >= 0.5))
        {
            return 0;
        }

        var below = 1L;
        while (below * 2 <= value)
        {
            below *= 2;
        }

        var fromBelow = value < 1 ? 1 : below + Near(value - below, terms - 1);
        var fromAbove = (2 * below) - Near((2 * below) - value, terms - 1);
        return Math.Abs(fromAbove - value) < Math.Abs(fromBelow - value) ? fromAbove : fromBelow;
    }
}
