namespace Wfn.Import;

/// <summary>Floating-point formats from their bits (netstandard2.0 has neither of these conversions).</summary>
internal static class FloatBits
{
    /// <summary>IEEE 754 binary32.</summary>
    public static float Single(int bits)
    {
#if NET
        return BitConverter.Int32BitsToSingle(bits);
#else
        Span<int> span = [bits];
        return System.Runtime.InteropServices.MemoryMarshal.Cast<int, float>(span)[0];
#endif
    }

    /// <summary>IEEE 754 binary16; exact.</summary>
    public static float Half(ushort bits)
    {
        var sign = (bits & 0x8000) << 16;
        var exponent = (bits >> 10) & 0x1F;
        var fraction = bits & 0x3FF;
        return exponent switch
        {
            // 2^-24 is the unit of the subnormal numbers.
            0 => fraction * (sign == 0 ? 1f : -1f) / (1 << 24),
            31 => Single(sign | 0x7F80_0000 | (fraction << 13)),
            _ => Single(sign | ((exponent + 112) << 23) | (fraction << 13)),
        };
    }

    /// <summary>bfloat16, the upper half of binary32; exact.</summary>
    public static float Brain(ushort bits) => Single(bits << 16);
}
