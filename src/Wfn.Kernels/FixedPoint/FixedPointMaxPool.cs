using System;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Max pool: the largest value under a window, padding excluded: first down the window's rows, then along its columns.</summary>
internal sealed class FixedPointMaxPool
{
    // Windows wider than this go along their columns one by one.
    private const int WidestOfVectors = 16;
    private readonly PoolWindow window;
    private readonly int kernelWidth;
    private readonly int strideWidth;
    private readonly int padLeft;
    private readonly int paddedWidth;

    /// <summary>Makes a pool.</summary>
    /// <param name="window">The window.</param>
    /// <param name="kernelWidth">Columns of the window.</param>
    /// <param name="strideWidth">Columns between two outputs.</param>
    /// <param name="padLeft">Columns of padding to the left.</param>
    /// <param name="paddedWidth">Columns of a row with its padding.</param>
    internal FixedPointMaxPool(PoolWindow window, int kernelWidth, int strideWidth, int padLeft, int paddedWidth)
    {
        this.window = window;
        this.kernelWidth = kernelWidth;
        this.strideWidth = strideWidth;
        this.padLeft = padLeft;
        this.paddedWidth = paddedWidth;
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    /// <param name="scratch">Room for a padded row and a row of outputs, each up to whole vectors and two more.</param>
    internal void Run(ReadOnlySpan<short> input, Span<short> output, Span<short> scratch) => Run(input, output, scratch, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(ReadOnlySpan<short> input, Span<short> output, Span<short> scratch, VectorWidth vectorWidth)
    {
#if NET8_0_OR_GREATER
        if (window.IsTwoByTwo && vectorWidth != VectorWidth.Scalar && MaxPool2x2.CanRun(window.OutputWidth))
        {
            MaxPool2x2.Planes(window, input, output);
            return;
        }

#endif
        var padded = scratch.Slice(0, RowLength(paddedWidth));
        var results = scratch.Slice(padded.Length, RowLength(window.OutputWidth));
        padded.Fill(short.MinValue);
        var largest = padded.Slice(padLeft, window.Width);
        for (var channel = 0; channel < window.Channels; channel++)
        {
            var plane = input.Slice(channel * window.PlaneLength, window.PlaneLength);
            for (var row = 0; row < window.OutputHeight; row++)
            {
                DownRows(plane, row, largest, vectorWidth);
                if (!AlongVectors(padded, results, vectorWidth))
                {
                    AlongColumns(largest, results);
                }

                results.Slice(0, window.OutputWidth).CopyTo(output);
                output = output.Slice(window.OutputWidth);
            }
        }
    }

    /// <summary>Room for a row: whole vectors of any width and two more.</summary>
    internal static int RowLength(int columns) => ((columns + 31) & ~31) + 64;

    private void DownRows(ReadOnlySpan<short> plane, int row, Span<short> largest, VectorWidth vectorWidth)
    {
        var from = window.FirstRow(row) * window.Width;
        plane.Slice(from, largest.Length).CopyTo(largest);
        for (var rest = window.Rows(row) - 1; rest > 0; rest--)
        {
            from += window.DilationHeight * window.Width;
            var line = plane.Slice(from, largest.Length);
            for (var column = MaxVectors(line, largest, vectorWidth); column < largest.Length; column++)
            {
                largest[column] = Math.Max(largest[column], line[column]);
            }
        }
    }

    private void AlongColumns(ReadOnlySpan<short> row, Span<short> results)
    {
        for (var column = 0; column < window.OutputWidth; column++)
        {
            var largest = short.MinValue;
            var columns = window.Columns(column);
            for (int i = 0, at = window.FirstColumn(column); i < columns; i++, at += window.DilationWidth)
            {
                largest = Math.Max(largest, row[at]);
            }

            results[column] = largest;
        }
    }

#if NET8_0_OR_GREATER
    private static int MaxVectors(ReadOnlySpan<short> values, Span<short> largest, VectorWidth vectorWidth) => vectorWidth switch
    {
        VectorWidth.Bits512 when VectorSupport.Has512 => MaxPoolVectors<IntegerVectors512, Vector512<short>, Vector512<int>>.Max(values, largest),
        VectorWidth.Bits256 when VectorSupport.Has256 => MaxPoolVectors<IntegerVectors256, Vector256<short>, Vector256<int>>.Max(values, largest),
        VectorWidth.Bits128 => MaxPoolVectors<IntegerVectors128, Vector128<short>, Vector128<int>>.Max(values, largest),
        _ => 0,
    };

    private bool AlongVectors(ReadOnlySpan<short> padded, Span<short> results, VectorWidth vectorWidth)
    {
        if (strideWidth > 2 || kernelWidth > WidestOfVectors)
        {
            return false;
        }

        switch (vectorWidth)
        {
            case VectorWidth.Bits512 when VectorSupport.Has512:
                MaxPoolVectors<IntegerVectors512, Vector512<short>, Vector512<int>>.Along(
                    padded, results, window.OutputWidth, kernelWidth, strideWidth, window.DilationWidth);
                return true;
            case VectorWidth.Bits256 when VectorSupport.Has256:
                MaxPoolVectors<IntegerVectors256, Vector256<short>, Vector256<int>>.Along(
                    padded, results, window.OutputWidth, kernelWidth, strideWidth, window.DilationWidth);
                return true;
            case VectorWidth.Bits128:
                MaxPoolVectors<IntegerVectors128, Vector128<short>, Vector128<int>>.Along(
                    padded, results, window.OutputWidth, kernelWidth, strideWidth, window.DilationWidth);
                return true;
            default:
                return false;
        }
    }
#else
    private static int MaxVectors(ReadOnlySpan<short> values, Span<short> largest, VectorWidth vectorWidth) => 0;

    private static bool AlongVectors(ReadOnlySpan<short> padded, Span<short> results, VectorWidth vectorWidth) => false;
#endif
}
