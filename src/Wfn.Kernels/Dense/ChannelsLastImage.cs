namespace Wfn.Kernels;

/// <summary>An activation in NHWC; all lengths in bytes.</summary>
internal sealed class ChannelsLastImage
{
    /// <summary>Makes a description.</summary>
    /// <param name="start">The first pixel's distance from the start of the activation's memory.</param>
    /// <param name="row">Distance between two rows.</param>
    /// <param name="pixel">Distance between two pixels.</param>
    /// <param name="isBytes">Whether an element is an unsigned byte; otherwise it is a 16-bit integer.</param>
    /// <param name="zeroPoint">The zero point: the byte that stands for 0.</param>
    internal ChannelsLastImage(int start, int row, int pixel, bool isBytes, int zeroPoint)
    {
        Start = start;
        Row = row;
        Pixel = pixel;
        IsBytes = isBytes;
        ZeroPoint = zeroPoint;
    }

    /// <summary>The first pixel's distance from the start of the activation's memory.</summary>
    internal int Start { get; }

    /// <summary>Distance between two rows.</summary>
    internal int Row { get; }

    /// <summary>Distance between two pixels.</summary>
    internal int Pixel { get; }

    /// <summary>Whether an element is an unsigned byte; otherwise it is a 16-bit integer.</summary>
    internal bool IsBytes { get; }

    /// <summary>The zero point: the byte that stands for 0.</summary>
    internal int ZeroPoint { get; }

    /// <summary>Bytes of an element.</summary>
    internal int Element => IsBytes ? 1 : 2;

    /// <summary>The same with so many pixels that were taken as one by themselves.</summary>
    internal ChannelsLastImage NotUnrolled(int widthUnroll) => new ChannelsLastImage(Start, Row, Pixel / widthUnroll, IsBytes, ZeroPoint);

    /// <summary>A pixel's distance from the first one in bytes.</summary>
    internal int Distance(int row, int column) => (row * Row) + (column * Pixel);

    /// <summary>Bytes from the start of the activation's memory to the end of its last pixel.</summary>
    internal int RequiredLength(int rows, int columns, int channels) => Start + Distance(rows - 1, columns - 1) + (channels * Element);
}
