using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>How a float kernel reads an input through a window; lengths in elements.</summary>
/// <param name="Start">From the start of the input's memory to the first element under the window, padding included.</param>
/// <param name="Row">From a row to the next.</param>
/// <param name="Pixel">From a pixel to the next: the channels, where they lie side by side.</param>
/// <param name="PlaneLength">From a channel to the next of an input in planes; 0 where channels lie side by side.</param>
public sealed record FloatSource(int Start, int Row, int Pixel, int PlaneLength)
{
    /// <summary>As kernels see it.</summary>
    public KernelObject Image => ImageOf(Start, Row, Pixel);

    /// <summary>The input around an activation whose padding stands in memory.</summary>
    public static FloatSource Of(ChannelsLastLayout layout, SlidingWindow window) => new(
        (layout.StartBytes - (window.PadTop * layout.RowBytes) - (window.PadLeft * layout.PixelBytes)) / sizeof(float),
        layout.RowBytes / sizeof(float),
        layout.Channels,
        0);

    /// <summary>An activation itself, as kernels see it.</summary>
    public static KernelObject ImageOf(ChannelsLastLayout layout) =>
        ImageOf(layout.StartBytes / sizeof(float), layout.RowBytes / sizeof(float), layout.Channels);

    /// <summary>The first tap of every run of <paramref name="runTaps"/>, from a pixel's first input in elements.</summary>
    public EquatableArray<int> Taps(SlidingWindow window, int runTaps)
    {
        var runs = window.KernelWidth / runTaps;
        var offsets = new int[window.KernelHeight * runs];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (i / runs * window.DilationHeight * Row) + (i % runs * runTaps * window.DilationWidth * Pixel);
        }

        return EquatableArray.TakeOwnership(offsets);
    }

    private static KernelObject ImageOf(int start, int row, int pixel) =>
        KernelObject.Value("FloatImage", ("start", start), ("row", row), ("pixel", pixel));
}
