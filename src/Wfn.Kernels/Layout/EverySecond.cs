#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Wfn.Kernels;

/// <summary>Every second element of many short rows.</summary>
internal static class EverySecond
{
    /// <summary>Copies rows from the first on, and gives the number of those done: the last may have too little behind it to be read in vectors.</summary>
    internal static int Rows(ReadOnlySpan<short> source, int sourcePitch, Span<short> destination, int destinationPitch, int rows, int columns)
    {
        const int smallest = 4;
        if (columns < smallest || !Vector128.IsHardwareAccelerated)
        {
            return 0;
        }

        // A row of n elements is read as 2 n.
        var safe = source.Length < columns + columns ? 0 : Math.Min(rows, ((source.Length - columns - columns) / sourcePitch) + 1);
        if (safe == 0)
        {
            return 0;
        }

        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination.Slice(0, ((safe - 1) * destinationPitch) + columns));
        for (var row = 0; row < safe; row++)
        {
            if (columns < 8)
            {
                Four(ref from, ref to, 0);
                Four(ref from, ref to, columns - 4);
            }
            else
            {
                for (nint at = 0; at < columns - 8; at += 8)
                {
                    Eight(ref from, ref to, at);
                }

                Eight(ref from, ref to, columns - 8);
            }

            from = ref Unsafe.Add(ref from, sourcePitch);
            to = ref Unsafe.Add(ref to, destinationPitch);
        }

        return safe;
    }

    /// <summary>The same for bytes, on machines that store the lower byte first.</summary>
    internal static int Rows(ReadOnlySpan<byte> source, int sourcePitch, Span<byte> destination, int destinationPitch, int rows, int columns)
    {
        const int smallest = 4;
        if (columns < smallest || !Vector128.IsHardwareAccelerated || !BitConverter.IsLittleEndian)
        {
            return 0;
        }

        var safe = source.Length < columns + columns ? 0 : Math.Min(rows, ((source.Length - columns - columns) / sourcePitch) + 1);
        if (safe == 0)
        {
            return 0;
        }

        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination.Slice(0, ((safe - 1) * destinationPitch) + columns));
        for (var row = 0; row < safe; row++)
        {
            if (columns < 8)
            {
                Four(ref from, ref to, 0);
                Four(ref from, ref to, columns - 4);
            }
            else
            {
                for (nint at = 0; at < columns - 8; at += 8)
                {
                    Eight(ref from, ref to, at);
                }

                Eight(ref from, ref to, columns - 8);
            }

            from = ref Unsafe.Add(ref from, sourcePitch);
            to = ref Unsafe.Add(ref to, destinationPitch);
        }

        return safe;
    }

    private static void Eight(ref byte from, ref byte to, nint at)
    {
        var values = Vector128.LoadUnsafe(ref from, (nuint)(at + at)).AsUInt16();
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Vector128.Narrow(values, values).AsInt64().ToScalar());
    }

    private static void Four(ref byte from, ref byte to, nint at)
    {
        var values = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref from, at + at))).AsUInt16();
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Vector128.Narrow(values, values).AsInt32().ToScalar());
    }

    private static void Eight(ref short from, ref short to, nint at)
    {
        var lower = Vector128.LoadUnsafe(ref from, (nuint)(at + at)).AsInt32();
        var upper = Vector128.LoadUnsafe(ref from, (nuint)(at + at + 8)).AsInt32();
        Vector128.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)at);
    }

    private static void Four(ref short from, ref short to, nint at)
    {
        var values = Vector128.LoadUnsafe(ref from, (nuint)(at + at)).AsInt32();
        Unsafe.WriteUnaligned(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref to, at)), Vector128.Narrow(values, values).AsInt64().ToScalar());
    }
}
#endif
