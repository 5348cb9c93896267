using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Takes in an input that comes in NCHW and is kept in NHWC: a strip of
/// rows at a time, so that what lies in between stays in the first-level cache.
/// </summary>
internal sealed class ChannelsLastInput
{
    // 16-bit elements of a strip, unless a row has more.
    private const int StripElements = 4096;

    private readonly ChannelsLastImage image;
    private readonly ChannelsLastBorder? border;
    private readonly ChannelsLastCopy copy;
    private readonly int channels;
    private readonly int height;
    private readonly int width;
    private readonly int stripRows;
#if NET8_0_OR_GREATER
    private readonly byte[] places;
#endif

    /// <summary>Makes an input.</summary>
    /// <param name="image">How it lies.</param>
    /// <param name="border">The padding around it, or null.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    internal ChannelsLastInput(ChannelsLastImage image, ChannelsLastBorder? border, int channels, int height, int width)
    {
        this.image = image;
        this.border = border;
        this.channels = channels;
        this.height = height;
        this.width = width;
        copy = new ChannelsLastCopy(image, channels, height, width);
        stripRows = Math.Min(height, Math.Max(1, StripElements / (channels * width)));
#if NET8_0_OR_GREATER
        places = IsOfThreeBytes ? Places() : Array.Empty<byte>();
#endif
    }

    /// <summary>From real numbers, rounded and saturated as by <see cref="Quantization"/>.</summary>
    /// <param name="values">The planes.</param>
    /// <param name="activation">The activation's memory.</param>
    /// <param name="scale">A power of two.</param>
    /// <param name="minimum">The smallest integer.</param>
    /// <param name="maximum">The largest integer.</param>
    internal void Quantize(ReadOnlySpan<float> values, Span<short> activation, float scale, int minimum, int maximum) =>
        Quantize(values, activation, scale, minimum, maximum, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Quantize(ReadOnlySpan<float> values, Span<short> activation, float scale, int minimum, int maximum, VectorWidth vectorWidth)
    {
        border?.Run(activation);
#if NET8_0_OR_GREATER
        if (vectorWidth == VectorWidth.Bits512 && VectorSupport.Has512 && IsOfThreeBytes && width >= Group && Avx512Vbmi.IsSupported)
        {
            QuantizeThree(values, MemoryMarshal.AsBytes(activation).Slice(image.Start), scale, minimum, maximum);
            return;
        }

#endif
        Span<short> strip = stackalloc short[channels * stripRows * width];
        for (var row = 0; row < height; row += stripRows)
        {
            var rows = Math.Min(stripRows, height - row);
            var length = rows * width;
            for (var channel = 0; channel < channels; channel++)
            {
                Quantization.Quantize(
                    values.Slice(((channel * height) + row) * width, length), strip.Slice(channel * length, length), scale, minimum, maximum, vectorWidth);
            }

            copy.FromChannelsFirst(strip.Slice(0, channels * length), row, rows, activation);
        }
    }

    /// <summary>From integers, saturated.</summary>
    /// <param name="values">The planes.</param>
    /// <param name="activation">The activation's memory.</param>
    /// <param name="rescale">The bounds.</param>
    internal void Rescale(ReadOnlySpan<short> values, Span<short> activation, in Rescale rescale)
    {
        border?.Run(activation);
        Span<short> strip = stackalloc short[channels * stripRows * width];
        for (var row = 0; row < height; row += stripRows)
        {
            var rows = Math.Min(stripRows, height - row);
            var length = rows * width;
            for (var channel = 0; channel < channels; channel++)
            {
                FixedPointRescale.Run(values.Slice(((channel * height) + row) * width, length), strip.Slice(channel * length, length), rescale);
            }

            copy.FromChannelsFirst(strip.Slice(0, channels * length), row, rows, activation);
        }
    }

    private bool IsOfThreeBytes => channels == 3 && image.IsBytes;

#if NET8_0_OR_GREATER
    // Pixels whose bytes are put together at once.
    private const int Group = 32;

    // Of each of a group's bytes, where packing has left it: four pixels of each half of the group in 128 bits, one colour after the other.
    private static byte[] Places()
    {
        var places = new byte[2 * Vector512<byte>.Count];
        for (var i = 0; i < 3 * Group; i++)
        {
            var (pixel, colour) = (i / 3, i % 3);
            var (half, quarter, at) = (pixel / 16, pixel % 16 / 4, pixel % 4);
            places[i] = (byte)((64 * (colour / 2)) + (16 * quarter) + (8 * (colour % 2)) + (4 * half) + at);
        }

        return places;
    }

    // Images are mostly of three colours. The last group of a row may take some pixels once more.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void QuantizeThree(ReadOnlySpan<float> values, Span<byte> memory, float scale, int minimum, int maximum)
    {
        var plane = height * width;
        ref var source = ref MemoryMarshal.GetReference(values.Slice(0, 3 * plane));
        ref var destination = ref MemoryMarshal.GetReference(memory.Slice(0, ((height - 1) * image.Row) + (3 * width)));
        var (scales, smallest, largest) = (Vector512.Create(scale), Vector512.Create((float)minimum), Vector512.Create((float)maximum));
        var (lower, upper) = (Vector512.LoadUnsafe(ref places[0]), Vector512.LoadUnsafe(ref places[Vector512<byte>.Count]));
        var isSigned = image.ZeroPoint != 0;
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column += Group)
            {
                var pixel = Math.Min(column, width - Group);
                ref var red = ref Unsafe.Add(ref source, (row * width) + pixel);
                ref var green = ref Unsafe.Add(ref red, plane);
                var reds = Shorts(ref red, scales, smallest, largest);
                var greens = Shorts(ref green, scales, smallest, largest);
                var blues = Shorts(ref Unsafe.Add(ref green, plane), scales, smallest, largest);
                var (first, second) = isSigned
                    ? (Avx512BW.PackSignedSaturate(reds, greens).AsByte() ^ Vector512.Create((byte)128), Avx512BW.PackSignedSaturate(blues, blues).AsByte() ^ Vector512.Create((byte)128))
                    : (Avx512BW.PackUnsignedSaturate(reds, greens), Avx512BW.PackUnsignedSaturate(blues, blues));
                ref var to = ref Unsafe.Add(ref destination, (row * image.Row) + (3 * pixel));
                Avx512Vbmi.PermuteVar64x8x2(first, lower, second).StoreUnsafe(ref to);
                Avx512Vbmi.PermuteVar64x8x2(first, upper, second).GetLower().StoreUnsafe(ref to, (nuint)Vector512<byte>.Count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Shorts(ref float source, Vector512<float> scale, Vector512<float> minimum, Vector512<float> maximum) => Avx512BW.PackSignedSaturate(
        Quantization.Rounded(Vector512.LoadUnsafe(ref source) * scale, minimum, maximum),
        Quantization.Rounded(Vector512.LoadUnsafe(ref source, (nuint)Vector512<float>.Count) * scale, minimum, maximum));
#endif
}
