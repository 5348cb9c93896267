using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Integers;

/// <summary>A codebook of a parameter's own, for one that was left out of the network's: each value a sum of at most four powers of two.</summary>
internal static class PrivateCodebook
{
    /// <summary>Bits of the largest mantissa where nothing asks for fewer.</summary>
    public const int WidestMantissa = 12;

    /// <summary>Bits of the largest mantissa below which a network is refused rather than made coarser.</summary>
    public const int NarrowestMantissa = 5;

    /// <summary>The parameter in mantissas of at most that many bits (more only where a value is above 2^bits itself).</summary>
    public static IndexedWeights Of(Parameter parameter, int mantissaBits)
    {
        var largest = 0f;
        foreach (var value in parameter.Values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        var fractionBits = 30;
        while (fractionBits > 0 && largest * FixedPointRounding.PowerOfTwo(fractionBits) > (1 << mantissaBits) - 1)
        {
            fractionBits--;
        }

        var scale = FixedPointRounding.PowerOfTwo(fractionBits);
        var mantissas = new int[parameter.Values.Count];
        for (var i = 0; i < mantissas.Length; i++)
        {
            // Values beyond any sense saturate here and are refused by the overflow proof.
            var scaled = Math.Max(-LargestMantissa, Math.Min(LargestMantissa, parameter.Values[i] * scale));
            mantissas[i] = SignedDigitConstant.Near(scaled);
        }

        var distinct = mantissas.Distinct().OrderBy(m => m).ToArray();
        var indices = mantissas.Select(m => (ushort)Array.BinarySearch(distinct, m)).ToEquatableArray();
        return new IndexedWeights(
            parameter.Name, new Codebook(fractionBits, EquatableArray.TakeOwnership(distinct)), indices, IsShared: false);
    }

    private const double LargestMantissa = (1 << 24) - (1 << 18);
}
