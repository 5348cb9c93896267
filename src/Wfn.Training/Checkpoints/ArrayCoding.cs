using System.Runtime.InteropServices;

namespace Wfn.Training.Checkpoints;

/// <summary>Arrays in checkpoints, as they lie in memory: a checkpoint is read on the machine that wrote it.</summary>
internal static class ArrayCoding
{
    /// <summary>Writes an array with its length.</summary>
    public static void WriteArray<T>(this BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Reads an array.</summary>
    public static T[] ReadArray<T>(this BinaryReader reader)
        where T : unmanaged
    {
        var values = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Reads an array into one of the same length.</summary>
    public static void ReadArray<T>(this BinaryReader reader, Span<T> values)
        where T : unmanaged => reader.ReadArray<T>().CopyTo(values);
}
