using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Integers;

/// <summary>How finely to resolve real factors that become integers.</summary>
internal static class FactorScale
{
    private const int WidestFactor = 15;
    private const int BitsToGive = 10;

    // Below this many, less what may be given, no fraction bits are given up: tiny factors may lose more than large ones.
    private const int OrdinaryFractionBits = 30;

    /// <summary>The operation with as many bits for the largest factor as its 32-bit accumulator allows, 15 at most.</summary>
    /// <param name="largest">The largest magnitude among the real factors.</param>
    /// <param name="withFractionBits">Makes the operation with factors of so many fraction bits.</param>
    /// <param name="fits">Whether the operation's accumulator fits.</param>
    public static T Finest<T>(double largest, Func<int, T> withFractionBits, Func<T, bool> fits)
    {
        var finest = largest > 0 ? Limits.FractionBits : 0;
        while (finest > -Limits.FractionBits && largest * FixedPointRounding.PowerOfTwo(finest) >= 1 << WidestFactor)
        {
            finest--;
        }

        var coarsest = Math.Min(finest, OrdinaryFractionBits) - BitsToGive;
        for (var fractionBits = finest; ; fractionBits--)
        {
            var operation = withFractionBits(fractionBits);
            if (fits(operation) || fractionBits == coarsest)
            {
                return operation;
            }
        }
    }
}
