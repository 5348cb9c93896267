namespace Wfn.Planning;

/// <summary>
/// An activation whose pixels hold their channels side by side, with as much padding around it as the convolutions that read it
/// need. Activations of up to 8 bits lie in bytes, others in 16-bit elements.
/// </summary>
public sealed record ChannelsLastLayout
{
    /// <summary>Channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>Whether elements are bytes.</summary>
    public required bool IsBytes { get; init; }

    /// <summary>The byte that stands for 0: 128 where a signed activation lies in bytes.</summary>
    public required int Zero { get; init; }

    /// <summary>The padding in memory.</summary>
    public ChannelsLastBorder Border { get; init; }

    /// <summary>Bytes of an element.</summary>
    public int ElementBytes => IsBytes ? 1 : 2;

    /// <summary>Bytes from a pixel to the next.</summary>
    public int PixelBytes => Channels * ElementBytes;

    /// <summary>Bytes from a row to the next.</summary>
    public int RowBytes => (Border.Left + Width + Border.Right) * PixelBytes;

    /// <summary>Bytes in front of the first row's first pixel.</summary>
    public int StartBytes => (Border.Top * RowBytes) + (Border.Left * PixelBytes);

    /// <summary>Bytes in all.</summary>
    public long TotalBytes => (long)(Border.Top + Height + Border.Bottom) * RowBytes;

    /// <summary>16-bit elements that hold it.</summary>
    public long Length => (TotalBytes + 1) / 2;

    /// <summary>Whether it lies in memory just as 16-bit row-major elements with the channels last would.</summary>
    public bool IsPlain => !IsBytes && Border == default;
}

/// <summary>Padding of an activation in memory.</summary>
/// <param name="Top">Rows above.</param>
/// <param name="Left">Columns to the left.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Right">Columns to the right.</param>
public readonly record struct ChannelsLastBorder(int Top, int Left, int Bottom, int Right)
{
    /// <summary>What satisfies both.</summary>
    public ChannelsLastBorder Union(ChannelsLastBorder other) => new(
        Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Max(Right, other.Right));
}
