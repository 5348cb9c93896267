namespace Wfn.Generator.Emit;

/// <summary>Numbers as text for the kernels' CodeTable: digits of base 91, most significant first, characters 35 to 126 without the backslash.</summary>
internal static class TableText
{
    private const int Base = 91;
    private const int FloatDigits = 5;

    /// <summary>The character of a digit.</summary>
    public static char Character(int digit) => (char)(digit + (digit + 35 >= '\\' ? 36 : 35));

    /// <summary>Digits that numbers below <paramref name="count"/> take.</summary>
    public static int Digits(ulong count)
    {
        var digits = 1;
        for (ulong reach = Base; reach < count; reach *= Base)
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
        var text = new char[checked(values.Length * FloatDigits)];
        var bits = new uint[1];
        var single = new float[1];
        for (var i = 0; i < values.Length; i++)
        {
            single[0] = values[i];
            Buffer.BlockCopy(single, 0, bits, 0, sizeof(float));
            Write(text, i * FloatDigits, FloatDigits, bits[0]);
        }

        return new string(text);
    }

    private static uint ZigZag(int value) => unchecked(((uint)value << 1) ^ (uint)(value >> 31));

    private static void Write(char[] text, int start, int digits, uint number)
    {
        for (var i = digits - 1; i >= 0; i--)
        {
            text[start + i] = Character((int)(number % Base));
            number /= Base;
        }
    }
}
