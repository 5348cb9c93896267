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

    /// <summary>A float of few bits, the sign on top; exact.</summary>
    /// <param name="bits">The bits.</param>
    /// <param name="exponentBits">How many of them are the exponent.</param>
    /// <param name="fractionBits">How many are the fraction.</param>
    /// <param name="bias">What the exponent is told more than it is.</param>
    /// <param name="specials">Which bits are no finite number.</param>
    public static float Small(int bits, int exponentBits, int fractionBits, int bias, SmallFloatSpecials specials)
    {
        var sign = (bits >> (exponentBits + fractionBits)) & 1;
        var exponent = (bits >> fractionBits) & ((1 << exponentBits) - 1);
        var fraction = bits & ((1 << fractionBits) - 1);
        var isTop = exponent == (1 << exponentBits) - 1;
        if (specials switch
        {
            SmallFloatSpecials.AllOnes => isTop && fraction == (1 << fractionBits) - 1,
            SmallFloatSpecials.NegativeZero => sign == 1 && exponent == 0 && fraction == 0,
            SmallFloatSpecials.Ieee => isTop && fraction != 0,
            _ => false,
        })
        {
            return float.NaN;
        }

        var magnitude = specials == SmallFloatSpecials.Ieee && isTop ? float.PositiveInfinity
            : exponent == 0 ? fraction * Math.Pow(2, 1 - bias - fractionBits)
            : (fraction + (1 << fractionBits)) * Math.Pow(2, exponent - bias - fractionBits);
        return (float)(sign == 0 ? magnitude : -magnitude);
    }

    /// <summary>bfloat16, the upper half of binary32; exact.</summary>
    public static float Brain(ushort bits) => Single(bits << 16);
}
