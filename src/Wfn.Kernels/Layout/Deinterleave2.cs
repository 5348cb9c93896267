#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Wfn.Kernels;

/// <summary>Every second element of many short rows.</summary>
internal static class Deinterleave2
{
    /// <summary>
    /// Copies rows of bytes, of 16-bit or of 32-bit elements from the first on, and gives the number of those done: the last may
    /// have too little after it to be read in vectors. None is done where columns or the machine are not fit for vectors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Rows<T>(ReadOnlySpan<T> source, int sourcePitch, Span<T> destination, int destinationPitch, int rows, int columns)
        where T : unmanaged
    {
        const int smallest = 4;
        if (columns < smallest || !Vector128.IsHardwareAccelerated || !BitConverter.IsLittleEndian || Unsafe.SizeOf<T>() > sizeof(int))
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

    // Narrowing keeps the low half of each pair, which is the first of two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight<T>(ref T from, ref T to, nint at)
        where T : unmanaged
    {
        ref var target = ref Unsafe.As<T, byte>(ref Unsafe.Add(ref to, at));
        if (Unsafe.SizeOf<T>() == sizeof(byte))
        {
            var pairs = Load(ref from, at + at).AsUInt16();
            Unsafe.WriteUnaligned(ref target, Vector128.Narrow(pairs, pairs).AsInt64().ToScalar());
        }
        else if (Unsafe.SizeOf<T>() == sizeof(short))
        {
            Vector128.Narrow(Load(ref from, at + at).AsUInt32(), Load(ref from, at + at + 8).AsUInt32()).AsByte().StoreUnsafe(ref target);
        }
        else
        {
            Four(ref from, ref to, at);
            Four(ref from, ref to, at + 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<T>(ref T from, ref T to, nint at)
        where T : unmanaged
    {
        ref var target = ref Unsafe.As<T, byte>(ref Unsafe.Add(ref to, at));
        if (Unsafe.SizeOf<T>() == sizeof(byte))
        {
            var pairs = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref from, at + at)))).AsUInt16();
            Unsafe.WriteUnaligned(ref target, Vector128.Narrow(pairs, pairs).AsInt32().ToScalar());
        }
        else if (Unsafe.SizeOf<T>() == sizeof(short))
        {
            var pairs = Load(ref from, at + at).AsUInt32();
            Unsafe.WriteUnaligned(ref target, Vector128.Narrow(pairs, pairs).AsInt64().ToScalar());
        }
        else
        {
            Vector128.Narrow(Load(ref from, at + at).AsUInt64(), Load(ref from, at + at + 4).AsUInt64()).AsByte().StoreUnsafe(ref target);
        }
    }

    private static Vector128<byte> Load<T>(ref T from, nint at)
        where T : unmanaged => Vector128.LoadUnsafe(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref from, at)));
}
#endif
