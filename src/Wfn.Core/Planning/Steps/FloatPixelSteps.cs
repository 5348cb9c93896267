using Wfn.Graph.Nodes;

namespace Wfn.Planning.Steps;

/// <summary>How a float step reads an input through a window; lengths in elements.</summary>
/// <param name="Start">From the start of the input's memory to the first element under the window, padding included.</param>
/// <param name="Row">From a row to the next.</param>
/// <param name="Pixel">From a pixel to the next: the channels, where they lie side by side.</param>
/// <param name="PlaneLength">From a channel to the next of an input in planes; 0 where channels lie side by side.</param>
public sealed record FloatSource(int Start, int Row, int Pixel, int PlaneLength)
{
    /// <summary>The same around an activation whose padding stands in memory.</summary>
    public static FloatSource Of(ChannelsLastLayout layout, SlidingWindow window) => new(
        (layout.StartBytes - (window.PadTop * layout.RowBytes) - (window.PadLeft * layout.PixelBytes)) / sizeof(float),
        layout.RowBytes / sizeof(float),
        layout.Channels,
        0);
}

/// <summary>Convolution to pixels whose channels lie side by side. Its inputs are the activation and, where a sum was fused, the addend.</summary>
public sealed record FloatPixelConvolutionStep : BoundedStep
{
    /// <summary>Name of the kernel parameter, [outputs, inputs, height, width].</summary>
    public required string Weight { get; init; }

    /// <summary>Name of the bias parameter, or null.</summary>
    public required string? Bias { get; init; }

    /// <summary>Input channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Rows of the input.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the input.</summary>
    public required int Width { get; init; }

    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>How the input is read.</summary>
    public required FloatSource Source { get; init; }

    /// <summary>How the output lies.</summary>
    public required ChannelsLastLayout Result { get; init; }

    /// <summary>How the other activation of a fused sum lies, or null.</summary>
    public ChannelsLastLayout? Addend { get; init; }

    /// <summary>The graph node of that sum (data), or null.</summary>
    public string? SumNode { get; init; }

    /// <summary>Taps that follow one another in memory, as far as the window goes.</summary>
    public int RunTaps => Window.DilationWidth == 1 ? Window.KernelWidth : 1;

    /// <summary>Where the runs of taps begin, from a pixel's first input.</summary>
    public EquatableArray<int> Runs => FloatTaps.Of(Window, Source, RunTaps);

    /// <summary>Multiplications and additions.</summary>
    public long MultiplyAdds => (long)Result.Height * Result.Width * Result.Channels * Channels * Window.KernelHeight * Window.KernelWidth;
}

/// <summary>Convolution of every channel with a window of its own; channels lie side by side.</summary>
public sealed record FloatDepthwiseStep : BoundedStep
{
    /// <summary>Name of the kernel parameter, [channels, 1, height, width].</summary>
    public required string Weight { get; init; }

    /// <summary>Name of the bias parameter, or null.</summary>
    public required string? Bias { get; init; }

    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>How the input lies.</summary>
    public required ChannelsLastLayout Source { get; init; }

    /// <summary>How the output lies.</summary>
    public required ChannelsLastLayout Result { get; init; }

    /// <summary>Where the taps are, from a pixel's first input.</summary>
    public EquatableArray<int> Taps => FloatTaps.Of(Window, FloatSource.Of(Source, Window), 1);

    /// <summary>Multiplications and additions.</summary>
    public long MultiplyAdds => (long)Result.Height * Result.Width * Result.Channels * Window.KernelHeight * Window.KernelWidth;
}

/// <summary>Pooling of pixels whose channels lie side by side.</summary>
public sealed record FloatPixelPoolStep : PlanStep
{
    /// <summary>Whether it takes the largest value, not the mean.</summary>
    public required bool IsLargest { get; init; }

    /// <summary>The window and how padding counts.</summary>
    public required PoolLayout Layout { get; init; }

    /// <summary>How the input lies.</summary>
    public required ChannelsLastLayout Source { get; init; }

    /// <summary>How the output lies.</summary>
    public required ChannelsLastLayout Result { get; init; }
}

/// <summary>Where the taps of a window are in memory.</summary>
internal static class FloatTaps
{
    /// <summary>The first tap of every run of <paramref name="runTaps"/>, from a pixel's first input in elements.</summary>
    public static EquatableArray<int> Of(SlidingWindow window, FloatSource source, int runTaps)
    {
        var runs = window.KernelWidth / runTaps;
        var offsets = new int[window.KernelHeight * runs];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (i / runs * window.DilationHeight * source.Row) + (i % runs * runTaps * window.DilationWidth * source.Pixel);
        }

        return EquatableArray.TakeOwnership(offsets);
    }
}
