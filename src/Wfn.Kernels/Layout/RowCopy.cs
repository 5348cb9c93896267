using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Copies of many short rows of one length, each with a few overlapping vectors instead of a call.</summary>
internal static class RowCopy
{
    /// <summary>Copies <paramref name="rows"/> rows of <paramref name="length"/> elements.</summary>
    internal static void Run<T>(ReadOnlySpan<T> source, int sourcePitch, Span<T> destination, int destinationPitch, int rows, int length)
        where T : unmanaged
    {
        if (rows == 0 || length == 0)
        {
            return;
        }

#if NET8_0_OR_GREATER
        // The last row's end is the furthest that is touched.
        ref var from = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(source.Slice(0, ((rows - 1) * sourcePitch) + length)));
        ref var to = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(destination.Slice(0, ((rows - 1) * destinationPitch) + length)));
        nint bytes = length * Unsafe.SizeOf<T>();
        nint fromStep = sourcePitch * Unsafe.SizeOf<T>();
        nint toStep = destinationPitch * Unsafe.SizeOf<T>();
        if (bytes < 4)
        {
            for (; rows > 0; rows--, from = ref Unsafe.Add(ref from, fromStep), to = ref Unsafe.Add(ref to, toStep))
            {
                Unsafe.CopyBlockUnaligned(ref to, ref from, (uint)bytes);
            }
        }
        else if (bytes < 8)
        {
            Overlapping<uint>(ref from, fromStep, ref to, toStep, rows, bytes);
        }
        else if (bytes < 16)
        {
            Overlapping<ulong>(ref from, fromStep, ref to, toStep, rows, bytes);
        }
        else if (bytes < 32)
        {
            Overlapping<Vector128<byte>>(ref from, fromStep, ref to, toStep, rows, bytes);
        }
        else
        {
            Overlapping<Vector256<byte>>(ref from, fromStep, ref to, toStep, rows, bytes);
        }
#else
        for (int row = 0, first = 0, target = 0; row < rows; row++, first += sourcePitch, target += destinationPitch)
        {
            source.Slice(first, length).CopyTo(destination.Slice(target));
        }
#endif
    }

#if NET8_0_OR_GREATER
    // The last piece of a row ends where the row does and may write again what the one before it wrote.
    private static void Overlapping<TPiece>(ref byte from, nint fromStep, ref byte to, nint toStep, int rows, nint bytes)
        where TPiece : unmanaged
    {
        var last = bytes - Unsafe.SizeOf<TPiece>();
        for (; rows > 0; rows--)
        {
            nint at = 0;
            do
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Unsafe.ReadUnaligned<TPiece>(ref Unsafe.Add(ref from, at)));
                at += Unsafe.SizeOf<TPiece>();
            }
            while (at < last);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), Unsafe.ReadUnaligned<TPiece>(ref Unsafe.Add(ref from, last)));
            from = ref Unsafe.Add(ref from, fromStep);
            to = ref Unsafe.Add(ref to, toStep);
        }
    }
#endif
}
