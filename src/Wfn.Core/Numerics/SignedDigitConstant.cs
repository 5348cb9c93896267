namespace Wfn.Numerics;

/// <summary>Integers of few signed digits: what a factor off the codebook becomes, so that shifts and additions replace its product.</summary>
public static class SignedDigitConstant
{
    /// <summary>The most signed digits that a constant may have.</summary>
    public const int MaximumTerms = 4;

    /// <summary>
    /// An integer of at most <see cref="MaximumTerms"/> signed digits near <paramref name="value"/>: the nearest power of two,
    /// then the nearest to what is left, and so on. |value| below 2^30.
    /// </summary>
    public static int Near(double value)
    {
        var sum = 0L;
        for (var term = 0; term < MaximumTerms; term++)
        {
            var rest = value - sum;
            var magnitude = Math.Abs(rest);
            if (magnitude < 0.5 || (magnitude == 0.5 && sum != 0))
            {
                break;
            }

            var power = 1L;
            while (power * 1.5 < magnitude)
            {
                power *= 2;
            }

            sum += rest < 0 ? -power : power;
        }

        return checked((int)sum);
    }
}
