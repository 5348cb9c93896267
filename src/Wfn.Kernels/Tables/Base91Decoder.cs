using System;

namespace Wfn.Kernels;

/// <summary>
/// Numbers as printable ASCII, the only form in which a large constant compiles fast and lies in the assembly byte for byte:
/// digits of base 91, most significant first, digit d being character 35 + d without the backslash.
/// </summary>
internal static class Base91Decoder
{
    /// <summary>The character of digit 0.</summary>
    internal const int First = Base91.First;

    /// <summary>The value of one character.</summary>
    internal static int Digit(byte code) => Base91.Digit(code);

    /// <summary>Unsigned numbers of up to 16 bits, such as codebook indices.</summary>
    internal static ushort[] Indices(ReadOnlySpan<byte> codes, int digits)
    {
        var values = new ushort[codes.Length / digits];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (ushort)Number(codes.Slice(i * digits, digits));
        }

        return values;
    }

    /// <summary>Signed numbers of up to 32 bits; the sign is the lowest bit.</summary>
    internal static int[] Integers(ReadOnlySpan<byte> codes, int digits)
    {
        var values = new int[codes.Length / digits];
        for (var i = 0; i < values.Length; i++)
        {
            var number = Number(codes.Slice(i * digits, digits));
            values[i] = (int)(number >> 1) ^ -(int)(number & 1);
        }

        return values;
    }

    /// <summary>Signed numbers of up to 16 bits; the sign is the lowest bit.</summary>
    internal static short[] Shorts(ReadOnlySpan<byte> codes, int digits)
    {
        var values = new short[codes.Length / digits];
        for (var i = 0; i < values.Length; i++)
        {
            var number = Number(codes.Slice(i * digits, digits));
            values[i] = (short)((int)(number >> 1) ^ -(int)(number & 1));
        }

        return values;
    }

    /// <summary>Numbers of 32-bit floating point: their bits, five digits each.</summary>
    internal static float[] Floats(ReadOnlySpan<byte> codes)
    {
        const int digits = Base91.DigitsOf32Bits;
        var values = new float[codes.Length / digits];
        var bits = new uint[1];
        for (var i = 0; i < values.Length; i++)
        {
            bits[0] = Number(codes.Slice(i * digits, digits));
            Buffer.BlockCopy(bits, 0, values, i * sizeof(float), sizeof(float));
        }

        return values;
    }

    /// <summary>A codebook of at most 91 values, each at the place of its index's character; no longer than its last.</summary>
    internal static float[] ByCharacter(float[] codebook)
    {
        var last = First + codebook.Length - 1;
        var values = new float[last >= '\\' ? last + 2 : last + 1];
        for (var code = First; code < values.Length; code++)
        {
            var index = Digit((byte)code);
            values[code] = code != '\\' && index < codebook.Length ? codebook[index] : 0;
        }

        return values;
    }

    /// <summary>The values of indices.</summary>
    internal static float[] LookUp(ReadOnlySpan<ushort> indices, float[] codebook)
    {
        var values = new float[indices.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = codebook[indices[i]];
        }

        return values;
    }

    private static uint Number(ReadOnlySpan<byte> digits)
    {
        var number = 0u;
        foreach (var digit in digits)
        {
            number = unchecked((number * Base91.Base) + (uint)Digit(digit));
        }

        return number;
    }
}
