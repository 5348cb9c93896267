using System;
using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Between planes, one for each channel, and pixels that hold their channels side by side.</summary>
internal sealed class ChannelsLastCopy
{
    private readonly ChannelsLastImage image;
    private readonly int channels;
    private readonly int height;
    private readonly int width;

    /// <summary>Makes a copy.</summary>
    /// <param name="image">The activation whose channels lie side by side.</param>
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

    /// <summary>From planes.</summary>
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    internal void FromPlanes(ReadOnlySpan<short> planes, Span<short> activation)
    {
        var memory = MemoryMarshal.AsBytes(activation).Slice(image.Start);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var row = 0; row < height; row++)
            {
                var from = planes.Slice(((channel * height) + row) * width, width);
                var to = memory.Slice((row * image.Row) + (channel * image.Element));
                if (image.IsBytes)
                {
                    for (int column = channels == 1 ? NarrowLanes(from, to) : 0, at = column * image.Pixel; column < from.Length; column++, at += image.Pixel)
                    {
                        to[at] = (byte)(from[column] + image.Zero);
                    }
                }
                else
                {
                    var values = MemoryMarshal.Cast<byte, short>(to);
                    for (int column = 0, at = 0; column < from.Length; column++, at += image.Pixel / 2)
                    {
                        values[at] = from[column];
                    }
                }
            }
        }
    }

    /// <summary>To planes.</summary>
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    internal void ToPlanes(ReadOnlySpan<short> activation, Span<short> planes)
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
                        to[column] = (short)(from[at] - image.Zero);
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

#if NET8_0_OR_GREATER
    // Values of a single channel lie side by side on both sides.
    private int NarrowLanes(ReadOnlySpan<short> from, Span<byte> to)
    {
        var done = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            to = to.Slice(0, from.Length);
            var zero = Vector128.Create((short)image.Zero);
            for (; done + Vector128<byte>.Count <= from.Length; done += Vector128<byte>.Count)
            {
                ref var source = ref MemoryMarshal.GetReference(from.Slice(done));
                var lower = Vector128.LoadUnsafe(ref source) + zero;
                var upper = Vector128.LoadUnsafe(ref source, (nuint)Vector128<short>.Count) + zero;
                Vector128.Narrow(lower.AsUInt16(), upper.AsUInt16()).StoreUnsafe(ref to[done]);
            }
        }

        return done;
    }
#else
    private static int NarrowLanes(ReadOnlySpan<short> from, Span<byte> to) => 0;
#endif
}
