using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Fixing;

/// <summary>
/// What a codebook can hold at once: integers below 2^24 times one power of two, not below 2^-30. The largest weight therefore sets
/// the finest power of two that a centre may be made of, and γ0 must not lie below it.
/// </summary>
internal static class CodebookRange
{
    private const int FinestExponentOfAll = -30;
    private const int Bits = 24;

    /// <summary>
    /// The exponent of the finest term beside a largest weight: centres stay below 2^(⌊log2 largest⌋ + 2), and that many times
    /// 2^-exponent must stay below 2^24.
    /// </summary>
    public static int FinestExponent(float largest) =>
        largest == 0 ? FinestExponentOfAll : Math.Max(FinestExponentOfAll, AdditivePowersOfTwo.FloorExponent(largest) + 2 - Bits);

    /// <summary>Refuses weights that a codebook cannot hold beside γ0.</summary>
    /// <param name="largest">The largest absolute weight.</param>
    /// <param name="zeroThreshold">γ0.</param>
    /// <param name="tensor">The tensor it is in, or null.</param>
    /// <exception cref="WfnException">It is too large (WFN3004).</exception>
    public static void Check(float largest, double zeroThreshold, string? tensor)
    {
        var finest = FinestExponent(largest);
        if (finest > 0 || finest > AdditivePowersOfTwo.NearestExponent((float)zeroThreshold))
        {
            throw new WfnException(DiagnosticCodes.BadOption, string.Format(
                CultureInfo.InvariantCulture,
                "The largest weight{0}, {1:R}, and the zero threshold, {2:R}, lie further apart than the 24 bits of a codebook value: {3}exclude the tensor.",
                tensor is null ? "" : " of " + DataName.Quote(tensor),
                largest,
                zeroThreshold,
                finest > 0 ? "" : "raise the zero threshold or "));
        }
    }

    /// <summary>
    /// Refuses centres of different rounds that no codebook can hold together: weights that grew while others stayed fixed.
    /// </summary>
    /// <exception cref="WfnException">They span too much (WFN3004).</exception>
    public static void Check(ReadOnlySpan<float> centres)
    {
        var (finest, largest) = (0, 0f);
        foreach (var centre in centres)
        {
            if (centre != 0)
            {
                finest = Math.Min(finest, AdditivePowersOfTwo.LowestExponent(centre));
                largest = Math.Max(largest, Math.Abs(centre));
            }
        }

        if (finest < FinestExponentOfAll || AdditivePowersOfTwo.FloorExponent(largest) >= Bits + finest)
        {
            throw new WfnException(DiagnosticCodes.BadOption, string.Format(
                CultureInfo.InvariantCulture,
                "The centres reach {0:R} and are multiples of 2^{1}: more than the 24 bits of a codebook value. Use a larger delta or zero threshold, or re-cluster.",
                largest,
                finest));
        }
    }
}
