using Wfn.Kernels;

namespace Wfn.Generator.Emit;

/// <summary>Numbers as text for the kernels' CodeTable: digits of base 91, most significant first.</summary>
internal static class TableText
{
    /// <summary>Digits that numbers below <paramref name="count"/> take.</summary>
    public static int Digits(ulong count)
    {
        var digits = 1;
        for (ulong reach = Base91.Base; reach < count; reach *= Base91.Base)
        {
            digits++;
        }

        return digits;
    }

    /// <summary>Unsigned numbers below <paramref name="count"/>.</summary>
    public static (string Text, int Digits) Indices(ReadOnlySpan<ushort> indices, int count)
    {
        var digits = Digits((ulong)count);
        var text = new char[checked(indices.Length * digits)];
        for (var i = 0; i < indices.Length; i++)
        {
            Write(text, i * digits, digits, indices[i]);
        }

        return (new string(text), digits);
    }

    /// <summary>Signed numbers.</summary>
    public static (string Text, int Digits) Integers(ReadOnlySpan<int> values)
    {
        var largest = 0u;
        foreach (var value in values)
        {
            largest = Math.Max(largest, ZigZag(value));
        }

        var digits = Digits(largest + 1UL);
        var text = new char[checked(values.Length * digits)];
        for (var i = 0; i < values.Length; i++)
        {
            Write(text, i * digits, digits, ZigZag(values[i]));
        }

        return (new string(text), digits);
    }

    /// <summary>32-bit floating point.</summary>
    public static string Floats(ReadOnlySpan<float> values)
    {
        var text = new char[checked(values.Length * Base91.DigitsOf32Bits)];
        var bits = new uint[1];
        var single = new float[1];
        for (var i = 0; i < values.Length; i++)
        {
            single[0] = values[i];
            Buffer.BlockCopy(single, 0, bits, 0, sizeof(float));
            Write(text, i * Base91.DigitsOf32Bits, Base91.DigitsOf32Bits, bits[0]);
        }

        return new string(text);
    }

    private static uint ZigZag(int value) => unchecked(((uint)value << 1) ^ (uint)(value >> 31));

    private static void Write(char[] text, int start, int digits, uint number)
    {
        for (var i = digits - 1; i >= 0; i--)
        {
            text[start + i] = Base91.Character((int)(number % Base91.Base));
            number /= Base91.Base;
        }
    }
}
