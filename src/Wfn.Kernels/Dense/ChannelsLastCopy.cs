using System;
using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Copies between NCHW and NHWC.</summary>
internal sealed class ChannelsLastCopy
{
    private readonly ChannelsLastImage image;
    private readonly int channels;
    private readonly int height;
    private readonly int width;

    /// <summary>Makes a copy.</summary>
    /// <param name="image">The activation in NHWC.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    internal ChannelsLastCopy(ChannelsLastImage image, int channels, int height, int width)
    {
        this.image = image;
        this.channels = channels;
        this.height = height;
        this.width = width;
    }

    /// <summary>From NCHW.</summary>
    internal void FromChannelsFirst(ReadOnlySpan<short> planes, Span<short> activation) => FromChannelsFirst(planes, 0, height, activation);

    /// <summary>From a strip of NCHW: the same rows of every channel.</summary>
    /// <param name="strip">The strip, channel by channel.</param>
    /// <param name="first">Its first row.</param>
    /// <param name="rows">Its number of rows.</param>
    /// <param name="activation">The whole activation.</param>
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    internal void FromChannelsFirst(ReadOnlySpan<short> strip, int first, int rows, Span<short> activation)
    {
        var memory = MemoryMarshal.AsBytes(activation).Slice(image.Start + (first * image.Row));
        if (channels == 3 && image.IsBytes)
        {
            for (var row = 0; row < rows; row++)
            {
                InterleaveThree(strip.Slice(row * width, (2 * rows * width) + width), rows * width, memory.Slice(row * image.Row, 3 * width));
            }

            return;
        }

        var together = 0;
#if NET8_0_OR_GREATER
        if (image.IsBytes && Vector128.IsHardwareAccelerated && width >= Eight)
        {
            together = channels & -Eight;
            InterleaveEights(strip, rows, memory);
        }

#endif
        for (var channel = together; channel < channels; channel++)
        {
            for (var row = 0; row < rows; row++)
            {
                var from = strip.Slice(((channel * rows) + row) * width, width);
                var to = memory.Slice((row * image.Row) + (channel * image.Element));
                if (image.IsBytes)
                {
                    // Pixels of a single channel are bytes.
                    for (int column = channels == 1 ? NarrowVectors(from, to) : 0, at = column; column < from.Length; column++, at += image.Pixel)
                    {
                        to[at] = (byte)(from[column] + image.ZeroPoint);
                    }
                }
                else
                {
                    var values = MemoryMarshal.Cast<byte, short>(to);
                    if (channels == 1)
                    {
                        from.CopyTo(values);
                        continue;
                    }

                    for (int column = 0, at = 0; column < from.Length; column++, at += image.Pixel / 2)
                    {
                        values[at] = from[column];
                    }
                }
            }
        }
    }

    /// <summary>To NCHW.</summary>
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    internal void ToChannelsFirst(ReadOnlySpan<short> activation, Span<short> planes)
    {
        var memory = MemoryMarshal.AsBytes(activation).Slice(image.Start);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var row = 0; row < height; row++)
            {
                var to = planes.Slice(((channel * height) + row) * width, width);
                var from = memory.Slice((row * image.Row) + (channel * image.Element));
                if (image.IsBytes)
                {
                    for (int column = 0, at = 0; column < to.Length; column++, at += image.Pixel)
                    {
                        to[column] = (short)(from[at] - image.ZeroPoint);
                    }
                }
                else
                {
                    var values = MemoryMarshal.Cast<byte, short>(from);
                    for (int column = 0, at = 0; column < to.Length; column++, at += image.Pixel / 2)
                    {
                        to[column] = values[at];
                    }
                }
            }
        }
    }

    // A row of three planes: images are mostly of three colours.
    private void InterleaveThree(ReadOnlySpan<short> planes, int plane, Span<byte> to)
    {
        var (column, at, second, third) = (0, 0, plane, plane + plane);
#if NET8_0_OR_GREATER
        if (Vector128.IsHardwareAccelerated)
        {
            for (; column + Vector128<byte>.Count <= width; column += Vector128<byte>.Count)
            {
                var red = Narrow(planes.Slice(column, Vector128<byte>.Count));
                var green = Narrow(planes.Slice(second + column, Vector128<byte>.Count));
                var blue = Narrow(planes.Slice(third + column, Vector128<byte>.Count));
                for (var part = 0; part < Places.Length; part += Vector128<byte>.Count, at += Vector128<byte>.Count)
                {
                    var places = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Places), (nuint)part);

                    // Each output byte takes one of the colours; a place past the vector gives 0.
                    var bytes = Vector128.Shuffle(red, places) | Vector128.Shuffle(green, places - Vector128.Create((byte)64))
                        | Vector128.Shuffle(blue, places - Vector128.Create((byte)128));
                    bytes.StoreUnsafe(ref to[at]);
                }
            }
        }

#endif
        for (; column < width; column++, at += 3)
        {
            to[at] = (byte)(planes[column] + image.ZeroPoint);
            to[at + 1] = (byte)(planes[second + column] + image.ZeroPoint);
            to[at + 2] = (byte)(planes[third + column] + image.ZeroPoint);
        }
    }

#if NET8_0_OR_GREATER
    private const int Eight = 8;

    // All rows of as many channels as there are eights.
    private void InterleaveEights(ReadOnlySpan<short> planes, int rows, Span<byte> to)
    {
        for (var channel = 0; channel + Eight <= channels; channel += Eight)
        {
            var eight = planes.Slice(channel * rows * width, Eight * rows * width);
            for (var row = 0; row < rows; row++)
            {
                InterleaveEight(eight.Slice(row * width), rows * width, to.Slice((row * image.Row) + channel, ((width - 1) * image.Pixel) + Eight));
            }
        }
    }

    // A row of eight planes. The last pixels may take some once more.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InterleaveEight(ReadOnlySpan<short> planes, int plane, Span<byte> to)
    {
        var (column, at, step) = (0, 0, image.Pixel << 3);
        for (; column + Eight <= width; column += Eight, at += step)
        {
            StoreEight(planes.Slice(column), plane, to.Slice(at));
        }

        if (column < width)
        {
            StoreEight(planes.Slice(width - Eight), plane, to.Slice((width - Eight) * image.Pixel));
        }
    }

    // Eight pixels of eight planes.
    private void StoreEight(ReadOnlySpan<short> planes, int plane, Span<byte> to)
    {
        var two = plane << 1;
        var pairs0 = Pairs(planes, plane);
        var pairs1 = Pairs(planes = planes.Slice(two), plane);
        var pairs2 = Pairs(planes = planes.Slice(two), plane);
        var pairs3 = Pairs(planes.Slice(two), plane);
        Store(DotVectors128.ZipInt16Lower(pairs0, pairs1).AsUInt32(), DotVectors128.ZipInt16Lower(pairs2, pairs3).AsUInt32(), to);
        Store(DotVectors128.ZipInt16Upper(pairs0, pairs1).AsUInt32(), DotVectors128.ZipInt16Upper(pairs2, pairs3).AsUInt32(), to.Slice(image.Pixel << 2));
    }

    // The bytes of two channels for eight pixels.
    private Vector128<short> Pairs(ReadOnlySpan<short> planes, int plane)
    {
        var zero = Vector128.Create((short)image.ZeroPoint);
        ref var first = ref MemoryMarshal.GetReference(planes.Slice(0, Eight));
        ref var second = ref MemoryMarshal.GetReference(planes.Slice(plane, Eight));
        return (Vector128.LoadUnsafe(ref first) + zero) | Vector128.ShiftLeft(Vector128.LoadUnsafe(ref second) + zero, 8);
    }

    // Four channels of four pixels, and the four behind them.
    private void Store(Vector128<uint> lower, Vector128<uint> upper, Span<byte> to)
    {
        Store(lower.GetElement(0), upper.GetElement(0), to);
        Store(lower.GetElement(1), upper.GetElement(1), to = to.Slice(image.Pixel));
        Store(lower.GetElement(2), upper.GetElement(2), to = to.Slice(image.Pixel));
        Store(lower.GetElement(3), upper.GetElement(3), to.Slice(image.Pixel));
    }

    private static void Store(uint lower, uint upper, Span<byte> to) =>
        Unsafe.WriteUnaligned(ref to.Slice(0, Eight)[0], BitConverter.IsLittleEndian ? lower | ((ulong)upper << 32) : upper | ((ulong)lower << 32));

    // Of each of 48 output bytes the pixel, plus 64 for the second and 128 for the third colour.
    private static ReadOnlySpan<byte> Places => new byte[]
    {
        0, 64, 128, 1, 65, 129, 2, 66, 130, 3, 67, 131, 4, 68, 132, 5,
        69, 133, 6, 70, 134, 7, 71, 135, 8, 72, 136, 9, 73, 137, 10, 74,
        138, 11, 75, 139, 12, 76, 140, 13, 77, 141, 14, 78, 142, 15, 79, 143,
    };

    private Vector128<byte> Narrow(ReadOnlySpan<short> values)
    {
        var zero = Vector128.Create((short)image.ZeroPoint);
        ref var source = ref MemoryMarshal.GetReference(values);
        var upper = Vector128.LoadUnsafe(ref source, (nuint)Vector128<short>.Count) + zero;
        return Vector128.Narrow((Vector128.LoadUnsafe(ref source) + zero).AsUInt16(), upper.AsUInt16());
    }

    // Values of a single channel lie side by side on both sides. The last vector may take some once more.
    private int NarrowVectors(ReadOnlySpan<short> from, Span<byte> to)
    {
        if (!Vector128.IsHardwareAccelerated || from.Length < Vector128<byte>.Count)
        {
            return 0;
        }

        ref var source = ref MemoryMarshal.GetReference(from);
        ref var destination = ref MemoryMarshal.GetReference(to.Slice(0, from.Length));
        var done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var zeros = Vector256.Create((short)image.ZeroPoint);
            for (; done + Vector256<byte>.Count <= from.Length; done += Vector256<byte>.Count)
            {
                var lower = Vector256.LoadUnsafe(ref source, (nuint)done) + zeros;
                var upper = Vector256.LoadUnsafe(ref source, (nuint)(done + Vector256<short>.Count)) + zeros;
                Vector256.Narrow(lower.AsUInt16(), upper.AsUInt16()).StoreUnsafe(ref destination, (nuint)done);
            }
        }

        for (; done < from.Length; done += Vector128<byte>.Count)
        {
            var at = Math.Min(done, from.Length - Vector128<byte>.Count);
            Narrow(from.Slice(at, Vector128<byte>.Count)).StoreUnsafe(ref destination, (nuint)at);
        }

        return from.Length;
    }
#else
    private static int NarrowVectors(ReadOnlySpan<short> from, Span<byte> to) => 0;
#endif
}
