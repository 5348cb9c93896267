using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Wfn.Data;

/// <summary>A binary number format of IDX and NumPy files.</summary>
/// <param name="Name">As NumPy calls it.</param>
/// <param name="Bytes">The size of one number.</param>
/// <param name="IsInteger">Whether it holds whole numbers only.</param>
public sealed record NumberFormat(string Name, int Bytes, bool IsInteger)
{
    internal static readonly NumberFormat UInt8 = new("uint8", 1, true);
    internal static readonly NumberFormat Int8 = new("int8", 1, true);
    internal static readonly NumberFormat Int16 = new("int16", 2, true);
    internal static readonly NumberFormat Int32 = new("int32", 4, true);
    internal static readonly NumberFormat Int64 = new("int64", 8, true);
    internal static readonly NumberFormat Bool = new("bool", 1, true);
    internal static readonly NumberFormat UInt16 = new("uint16", 2, true);
    internal static readonly NumberFormat UInt32 = new("uint32", 4, true);
    internal static readonly NumberFormat UInt64 = new("uint64", 8, true);
    internal static readonly NumberFormat Float16 = new("float16", 2, false);
    internal static readonly NumberFormat Float32 = new("float32", 4, false);
    internal static readonly NumberFormat Float64 = new("float64", 8, false);

    /// <summary>Whether numbers are unsigned bytes, as those of pixels.</summary>
    public bool IsByte => this == UInt8;

    /// <summary>Turns bytes into numbers.</summary>
    /// <param name="bytes">At least as many as the numbers take.</param>
    /// <param name="bigEndian">Whether the most significant byte comes first.</param>
    /// <param name="numbers">Receives them.</param>
    public void Convert(ReadOnlySpan<byte> bytes, bool bigEndian, Span<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = One(bytes.Slice(i * Bytes, Bytes), bigEndian);
        }
    }

    private double One(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        switch (Bytes)
        {
            case 1:
                return this == Int8 ? (sbyte)bytes[0] : bytes[0];
            case 2:
                var narrow = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
                return !IsInteger ? Half(narrow) : this == UInt16 ? narrow : (short)narrow;
            case 4:
                var bits = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                return !IsInteger ? MemoryMarshal.Cast<uint, float>([bits])[0] : this == UInt32 ? bits : (int)bits;
            default:
                var wide = bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                return !IsInteger ? BitConverter.Int64BitsToDouble((long)wide) : this == UInt64 ? wide : (long)wide;
        }
    }

    // IEEE 754: a sign, five bits of exponent with bias 15, ten of the mantissa.
    private static double Half(int bits)
    {
        var (exponent, mantissa) = ((bits >> 10) & 31, bits & 1023);
        var size = exponent switch
        {
            0 => mantissa * Math.Pow(2, -24),
            31 => mantissa == 0 ? double.PositiveInfinity : double.NaN,
            _ => (1024 + mantissa) * Math.Pow(2, exponent - 25),
        };
        return (bits & 0x8000) == 0 ? size : -size;
    }
}
