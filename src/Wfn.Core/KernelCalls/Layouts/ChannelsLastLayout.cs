using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>
/// An activation whose pixels hold their channels side by side, with as much padding around it as the convolutions that read it
/// need. In fixed point activations of up to 8 bits lie in bytes, others in 16-bit elements; else they lie in floats.
/// </summary>
public sealed record ChannelsLastLayout
{
    /// <summary>Channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>Bytes of an element: 1, 2, or 4 for floats.</summary>
    public required int ElementBytes { get; init; }

    /// <summary>The byte that stands for 0: 128 where a signed activation lies in bytes.</summary>
    public int Zero { get; init; }

    /// <summary>The padding in memory.</summary>
    public ChannelsLastBorder Border { get; init; }

    /// <summary>Channels, rows and columns.</summary>
    public (int Channels, int Height, int Width) Extents => (Channels, Height, Width);

    /// <summary>Whether elements are bytes.</summary>
    public bool IsBytes => ElementBytes == 1;

    /// <summary>Bytes from a pixel to the next.</summary>
    public int PixelBytes => Channels * ElementBytes;

    /// <summary>Bytes from a row to the next.</summary>
    public int RowBytes => (Border.Left + Width + Border.Right) * PixelBytes;

    /// <summary>Bytes in front of the first row's first pixel.</summary>
    public int StartBytes => (Border.Top * RowBytes) + (Border.Left * PixelBytes);

    /// <summary>Bytes in all.</summary>
    public long TotalBytes => Saturated((long)Border.Top + Height + Border.Bottom, Saturated((long)Border.Left + Width + Border.Right, (long)Channels * ElementBytes));

    /// <summary>Elements of the workspace that hold it, which are of 16 bits where its own are bytes.</summary>
    public long Length => ElementBytes == sizeof(float) ? TotalBytes / sizeof(float) : (TotalBytes + 1) / 2;

    // What is too large stays so, and is refused where memory is given out.
    private static long Saturated(long count, long bytes) => bytes > int.MaxValue ? bytes : count * bytes;

    /// <summary>Whether elements are what another layout's are.</summary>
    public bool HasElementsOf(ChannelsLastLayout other) => IsBytes == other.IsBytes && Zero == other.Zero;

    /// <summary>Whether elements have the order of another layout's, the padding's included, whatever bytes they take.</summary>
    public bool IsLike(ChannelsLastLayout other) => Extents == other.Extents && Border == other.Border;

    /// <summary>Elements in all, the padding's included.</summary>
    public long Elements => TotalBytes / ElementBytes;

    /// <summary>Whether it lies in memory just as row-major elements of the workspace with the channels last would.</summary>
    public bool IsPlain => !IsBytes && Border == default;
}

/// <summary>Padding of an activation in memory.</summary>
/// <param name="Top">Rows above.</param>
/// <param name="Left">Columns to the left.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Right">Columns to the right.</param>
public readonly record struct ChannelsLastBorder(int Top, int Left, int Bottom, int Right)
{
    /// <summary>The padding that a window needs around an input in memory: no more than is read.</summary>
    public static ChannelsLastBorder Of(SlidingWindow window, int height, int width) => new(
        window.PadTop,
        window.PadLeft,
        Behind(height, window.OutputHeight(height), window.StrideHeight, window.KernelHeight, window.DilationHeight, window.PadTop),
        Behind(width, window.OutputWidth(width), window.StrideWidth, window.KernelWidth, window.DilationWidth, window.PadLeft));

    /// <summary>What satisfies both.</summary>
    public ChannelsLastBorder Union(ChannelsLastBorder other) => new(
        Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Max(Right, other.Right));

    private static int Behind(int extent, int outputs, int stride, int kernel, int dilation, int before) =>
        Math.Max(0, ((outputs - 1) * stride) + ((kernel - 1) * dilation) + 1 - before - extent);
}
