using System.Runtime.InteropServices;

namespace Wfn.Fixing;

/// <summary>Floats as integers that order like them.</summary>
internal static class WeightBits
{
    private const uint SignBit = 0x8000_0000;

    /// <summary>An unsigned number that orders like the float of these bits; both zeros are the same.</summary>
    public static uint Key(uint bits)
    {
        // Without branches, which a processor would mispredict for every other weight: all ones or the sign bit to flip.
        var positive = bits == SignBit ? 0 : bits;
        return positive ^ ((uint)((int)positive >> 31) | SignBit);
    }

    /// <summary>The key of a float.</summary>
    public static uint Key(float value)
    {
        ReadOnlySpan<float> single = [value];
        return Key(MemoryMarshal.Cast<float, uint>(single)[0]);
    }

    /// <summary>The bits of a key.</summary>
    public static uint FromKey(uint key) => key ^ (((key >> 31) - 1) | SignBit);

    /// <summary>The largest absolute value; not finite if one of the values is not.</summary>
    public static float LargestAbsolute(ReadOnlySpan<float> values)
    {
        var largest = 0;
        foreach (var bits in MemoryMarshal.Cast<float, int>(values))
        {
            largest = Math.Max(largest, bits & int.MaxValue);
        }

        ReadOnlySpan<int> single = [largest];
        return MemoryMarshal.Cast<int, float>(single)[0];
    }

    /// <summary>Whether a value is neither infinite nor NaN.</summary>
    public static bool IsFinite(float value) => Math.Abs(value) <= float.MaxValue;
}
