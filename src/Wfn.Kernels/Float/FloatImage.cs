namespace Wfn.Kernels;

/// <summary>An activation in float32 that is read pixel by pixel; all lengths in elements.</summary>
internal sealed class FloatImage
{
    /// <summary>Makes a description.</summary>
    /// <param name="start">The first pixel's distance from the start of the activation's memory.</param>
    /// <param name="row">Distance between two rows.</param>
    /// <param name="pixel">Distance between two pixels: the channels, in NHWC.</param>
    internal FloatImage(int start, int row, int pixel)
    {
        Start = start;
        Row = row;
        Pixel = pixel;
    }

    /// <summary>The first pixel's distance from the start of the activation's memory.</summary>
    internal int Start { get; }

    /// <summary>Distance between two rows.</summary>
    internal int Row { get; }

    /// <summary>Distance between two pixels.</summary>
    internal int Pixel { get; }

    /// <summary>A pixel's distance from the first one.</summary>
    internal int Distance(int row, int column) => (row * Row) + (column * Pixel);
}
