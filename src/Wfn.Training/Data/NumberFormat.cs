using System.Buffers.Binary;

namespace Wfn.Training.Data;

/// <summary>A binary number format of IDX and NumPy files.</summary>
/// <param name="Name">As NumPy calls it.</param>
/// <param name="Bytes">The size of one number.</param>
/// <param name="IsInteger">Whether it holds whole numbers only.</param>
internal sealed record NumberFormat(string Name, int Bytes, bool IsInteger)
{
    public static readonly NumberFormat UInt8 = new("uint8", 1, true);
    public static readonly NumberFormat Int8 = new("int8", 1, true);
    public static readonly NumberFormat Int16 = new("int16", 2, true);
    public static readonly NumberFormat Int32 = new("int32", 4, true);
    public static readonly NumberFormat Int64 = new("int64", 8, true);
    public static readonly NumberFormat Bool = new("bool", 1, true);
    public static readonly NumberFormat UInt16 = new("uint16", 2, true);
    public static readonly NumberFormat UInt32 = new("uint32", 4, true);
    public static readonly NumberFormat UInt64 = new("uint64", 8, true);
    public static readonly NumberFormat Float16 = new("float16", 2, false);
    public static readonly NumberFormat Float32 = new("float32", 4, false);
    public static readonly NumberFormat Float64 = new("float64", 8, false);

    /// <summary>Turns bytes into numbers.</summary>
    /// <param name="bytes">A whole number of numbers.</param>
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
                var narrow = bigEndian ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes);
                return !IsInteger ? (double)BitConverter.Int16BitsToHalf(narrow) : this == UInt16 ? (ushort)narrow : narrow;
            case 4:
                var bits = bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);
                return IsInteger ? this == UInt32 ? (uint)bits : bits : BitConverter.Int32BitsToSingle(bits);
            default:
                var wide = bigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);
                return IsInteger ? this == UInt64 ? (ulong)wide : wide : BitConverter.Int64BitsToDouble(wide);
        }
    }
}
