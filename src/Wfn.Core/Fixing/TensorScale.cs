using System.Runtime.InteropServices;

namespace Wfn.Fixing;

/// <summary>How large a tensor's weights are, told by the median of those that are not zero: one outlier does not move it.</summary>
/// <param name="Median">
/// The median magnitude of the weights that are not zero, of two the smaller, cut off after 7 bits of mantissa; 0 where all are zero.
/// </param>
/// <param name="Largest">The largest magnitude.</param>
internal readonly record struct TensorScale(float Median, float Largest)
{
    /// <summary>
    /// Weights below this part of the median may become zero. Half of the weights are at least the median, so that together those that
    /// become zero are at most 1/4 as long as the tensor.
    /// </summary>
    private const float ZeroPart = 0.25f;

    /// <summary>Bits of a float32 below the 7 leading ones of the mantissa.</summary>
    private const int CutOff = 16;

    /// <summary>The largest γ0 that leaves the tensor what it is.</summary>
    public float LargestZeroThreshold => Median * ZeroPart;

    /// <summary>Measures a tensor, in time linear in its size.</summary>
    public static TensorScale Of(ReadOnlySpan<float> tensor)
    {
        var counts = new int[1 << (32 - CutOff)];
        var nonZero = 0;
        foreach (var bits in MemoryMarshal.Cast<float, int>(tensor))
        {
            var magnitude = bits & int.MaxValue;
            if (magnitude != 0)
            {
                nonZero++;
                counts[magnitude >> CutOff]++;
            }
        }

        var below = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            below += counts[bin];
            if (nonZero > 0 && 2L * below >= nonZero)
            {
                ReadOnlySpan<int> median = [bin << CutOff];
                return new TensorScale(MemoryMarshal.Cast<int, float>(median)[0], WeightBits.LargestAbsolute(tensor));
            }
        }

        return default;
    }
}
