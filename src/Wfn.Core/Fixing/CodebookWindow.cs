namespace Wfn.Fixing;

/// <summary>
/// Which tensors one codebook can hold: its values span 24 bits, and the smallest weights of a tensor need a few of them. Tensors whose
/// sizes lie further apart do not fit together; those stay off it that have the fewest weights.
/// </summary>
internal static class CodebookWindow
{
    /// <summary>
    /// Bits that the smallest weight which may not become zero has above the finest power of two, for an error of at most 1/16: the largest
    /// weight may go to the next power of two, and the finest one with it.
    /// </summary>
    public const int LeastBits = 4;

    /// <summary>Values are exact in float32 and have no integer part of more than 24 bits.</summary>
    private const int LargestExponent = 21;

    /// <summary>Below this exponent of the largest weight the codebook's 30 fraction bits decide alone.</summary>
    private const int LowestTop = -8;

    /// <summary>Chooses so that as many weights as possible are on the codebook.</summary>
    /// <param name="scales">Each tensor's scale.</param>
    /// <param name="counts">Each tensor's number of weights.</param>
    /// <returns>For each tensor whether it is on the codebook; those of zeros alone always are.</returns>
    public static bool[] Choose(IReadOnlyList<TensorScale> scales, IReadOnlyList<int> counts)
    {
        var best = scales.Select(scale => scale.Largest == 0).ToArray();
        var most = -1L;
        foreach (var top in scales.Where(scale => scale.Largest > 0).Select(Top).Where(top => top <= LargestExponent).Distinct()
            .OrderByDescending(top => top))
        {
            var finest = SmallestThreshold(top);
            var inside = scales.Select(scale =>
                scale.Largest == 0 || (Top(scale) <= top && scale.LargestZeroThreshold >= finest)).ToArray();
            var weights = counts.Where((_, i) => inside[i]).Sum(count => (long)count);
            if (weights > most)
            {
                (best, most) = (inside, weights);
            }
        }

        return best;
    }

    /// <summary>The smallest γ0 beside a largest weight: below it, weights are rounded by more than a small part of them.</summary>
    /// <param name="largest">The largest weight on the codebook.</param>
    public static float SmallestThreshold(float largest) =>
        SmallestThreshold(largest == 0 ? int.MinValue : AdditivePowersOfTwo.FloorExponent(largest));

    private static float SmallestThreshold(int top) =>
        (float)Math.Pow(2, Math.Max(top, LowestTop) + 2 - 24 + LeastBits);

    private static int Top(TensorScale scale) => AdditivePowersOfTwo.FloorExponent(scale.Largest);
}
