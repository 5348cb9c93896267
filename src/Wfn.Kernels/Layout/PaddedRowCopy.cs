#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Wfn.Kernels;

/// <summary>Copies rows into padded ones that are a vector long: each is one load and one store, padding included.</summary>
internal static class PaddedRowCopy
{
    /// <summary>Copies the rows of as many channels as it can; the caller copies those left over.</summary>
    /// <param name="source">The channels, one after another.</param>
    /// <param name="first">Where the first row to copy starts.</param>
    /// <param name="sourcePitch">Distance between two rows of the source.</param>
    /// <param name="sourceLength">Distance between two channels of the source.</param>
    /// <param name="destination">The padded channels.</param>
    /// <param name="target">Where the first row goes.</param>
    /// <param name="pitch">Length of a padded row.</param>
    /// <param name="channelLength">Distance between two padded channels.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="rows">Rows of a channel.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="padding">What is around them.</param>
    /// <returns>The first channel that was copied, and the one after the last; between them all are.</returns>
    internal static (int From, int To) Copy<T>(
        ReadOnlySpan<T> source,
        int first,
        int sourcePitch,
        int sourceLength,
        Span<T> destination,
        int target,
        int pitch,
        int channelLength,
        int channels,
        int rows,
        int columns,
        T padding)
        where T : unmanaged
    {
        var bytes = pitch * Unsafe.SizeOf<T>();
        var lead = target % pitch;
        var isVector = bytes is 8 or 16 || (bytes == 32 && Vector256.IsHardwareAccelerated) || (bytes == 64 && Vector512.IsHardwareAccelerated);
        if (!isVector || lead + columns > pitch || channelLength % pitch != 0)
        {
            return (0, 0);
        }

        // Loads reach before a row and after it, into neighbouring channels, but not out of the source.
        var from = first >= lead ? 0 : Math.Min(channels, (lead - first + sourceLength - 1) / sourceLength);
        var to = channels;
        var end = ((channels - 1) * sourceLength) + first - lead + ((rows - 1) * sourcePitch) + pitch;
        for (; to > from && end > source.Length; end -= sourceLength)
        {
            to--;
        }

        if (from >= to)
        {
            return (0, 0);
        }

        Span<byte> masks = stackalloc byte[2 * CacheLine.Bytes];
        masks.Clear();
        var mask = masks.Slice(0, bytes);
        mask.Slice(lead * Unsafe.SizeOf<T>(), columns * Unsafe.SizeOf<T>()).Fill(byte.MaxValue);
        var around = masks.Slice(CacheLine.Bytes, bytes);
        MemoryMarshal.Cast<byte, T>(around).Fill(padding);
        for (var i = 0; i < bytes; i++)
        {
            around[i] = (byte)(around[i] & ~mask[i]);
        }

        // The ends of what is read and written are in the spans.
        var last = to - 1;
        _ = source.Slice((from * sourceLength) + first - lead, pitch);
        _ = source.Slice((last * sourceLength) + first - lead + ((rows - 1) * sourcePitch), pitch);
        _ = destination.Slice((last * channelLength) + target - lead + ((rows - 1) * pitch), pitch);
        nint step = sourcePitch * Unsafe.SizeOf<T>();
        ref var row = ref Unsafe.As<T, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), (from * sourceLength) + first - lead));
        ref var padded = ref Unsafe.As<T, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), (from * channelLength) + target - lead));
        nint toNextSource = sourceLength * Unsafe.SizeOf<T>();
        nint toNextPadded = channelLength * Unsafe.SizeOf<T>();
        for (var channel = from; channel < to; channel++, row = ref Unsafe.Add(ref row, toNextSource), padded = ref Unsafe.Add(ref padded, toNextPadded))
        {
            switch (bytes)
            {
                case 64:
                    Copy512(ref row, step, ref padded, rows, Vector512.Create<byte>(mask), Vector512.Create<byte>(around));
                    break;
                case 32:
                    Copy256(ref row, step, ref padded, rows, Vector256.Create<byte>(mask), Vector256.Create<byte>(around));
                    break;
                case 16:
                    Copy128(ref row, step, ref padded, rows, Vector128.Create<byte>(mask), Vector128.Create<byte>(around));
                    break;
                default:
                    Copy64(ref row, step, ref padded, rows, MemoryMarshal.Read<ulong>(mask), MemoryMarshal.Read<ulong>(around));
                    break;
            }
        }

        return (from, to);
    }

    private static void Copy512(ref byte row, nint step, ref byte padded, int rows, Vector512<byte> mask, Vector512<byte> around)
    {
        for (; rows > 0; rows--, row = ref Unsafe.Add(ref row, step), padded = ref Unsafe.Add(ref padded, 64))
        {
            ((Vector512.LoadUnsafe(ref row) & mask) | around).StoreUnsafe(ref padded);
        }
    }

    private static void Copy256(ref byte row, nint step, ref byte padded, int rows, Vector256<byte> mask, Vector256<byte> around)
    {
        for (; rows > 0; rows--, row = ref Unsafe.Add(ref row, step), padded = ref Unsafe.Add(ref padded, 32))
        {
            ((Vector256.LoadUnsafe(ref row) & mask) | around).StoreUnsafe(ref padded);
        }
    }

    private static void Copy128(ref byte row, nint step, ref byte padded, int rows, Vector128<byte> mask, Vector128<byte> around)
    {
        for (; rows > 0; rows--, row = ref Unsafe.Add(ref row, step), padded = ref Unsafe.Add(ref padded, 16))
        {
            ((Vector128.LoadUnsafe(ref row) & mask) | around).StoreUnsafe(ref padded);
        }
    }

    private static void Copy64(ref byte row, nint step, ref byte padded, int rows, ulong mask, ulong around)
    {
        for (; rows > 0; rows--, row = ref Unsafe.Add(ref row, step), padded = ref Unsafe.Add(ref padded, 8))
        {
            Unsafe.WriteUnaligned(ref padded, (Unsafe.ReadUnaligned<ulong>(ref row) & mask) | around);
        }
    }
}
#endif
