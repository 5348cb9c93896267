using System;

namespace Wfn.Kernels;

/// <summary>The geometry of a pooling window over one plane.</summary>
internal sealed class PoolWindow
{
    private readonly int[] rowTaps;
    private readonly int[] columnTaps;
    private readonly int[] countedRows;
    private readonly int[] countedColumns;

    /// <summary>Makes a window; all values in elements.</summary>
    /// <param name="channels">Number of planes.</param>
    /// <param name="height">Rows of a plane.</param>
    /// <param name="width">Columns of a plane.</param>
    /// <param name="kernelHeight">Rows of the window.</param>
    /// <param name="kernelWidth">Columns of the window.</param>
    /// <param name="strideHeight">Rows between two outputs.</param>
    /// <param name="strideWidth">Columns between two outputs.</param>
    /// <param name="dilationHeight">Rows between two taps.</param>
    /// <param name="dilationWidth">Columns between two taps.</param>
    /// <param name="padTop">Rows of padding above.</param>
    /// <param name="padLeft">Columns of padding to the left.</param>
    /// <param name="outputHeight">Rows of the output.</param>
    /// <param name="outputWidth">Columns of the output.</param>
    /// <param name="countedHeight">Rows of the padded plane that count in an average; 0 where no padding counts.</param>
    /// <param name="countedWidth">Columns of the padded plane that count in an average; 0 where no padding counts.</param>
    internal PoolWindow(
        int channels,
        int height,
        int width,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        int padTop,
        int padLeft,
        int outputHeight,
        int outputWidth,
        int countedHeight,
        int countedWidth)
    {
        Channels = channels;
        Width = width;
        PlaneLength = height * width;
        DilationHeight = dilationHeight;
        DilationWidth = dilationWidth;
        OutputHeight = outputHeight;
        OutputWidth = outputWidth;
        rowTaps = Taps(height, kernelHeight, strideHeight, dilationHeight, padTop, outputHeight);
        columnTaps = Taps(width, kernelWidth, strideWidth, dilationWidth, padLeft, outputWidth);
        IsTwoByTwo = dilationWidth == 1 && IsPairs(rowTaps) && IsPairs(columnTaps);
        countedRows = Counted(rowTaps, kernelHeight, strideHeight, dilationHeight, outputHeight, countedHeight);
        countedColumns = Counted(columnTaps, kernelWidth, strideWidth, dilationWidth, outputWidth, countedWidth);
    }

    /// <summary>Number of planes.</summary>
    internal int Channels { get; }

    /// <summary>Columns of a plane.</summary>
    internal int Width { get; }

    /// <summary>Elements of a plane.</summary>
    internal int PlaneLength { get; }

    /// <summary>Rows between two taps.</summary>
    internal int DilationHeight { get; }

    /// <summary>Columns between two taps.</summary>
    internal int DilationWidth { get; }

    /// <summary>Rows of the output.</summary>
    internal int OutputHeight { get; }

    /// <summary>Columns of the output.</summary>
    internal int OutputWidth { get; }

    /// <summary>
    /// Whether every window is two rows of two neighbours in the plane, <see cref="DilationHeight"/> rows apart, and begins two rows and two columns
    /// after the one before it.
    /// </summary>
    internal bool IsTwoByTwo { get; }

    /// <summary>The first row of the plane under an output row's window.</summary>
    internal int FirstRow(int row) => rowTaps[2 * row];

    /// <summary>Taps of an output row's window that lie in the plane.</summary>
    internal int Rows(int row) => rowTaps[(2 * row) + 1];

    /// <summary>The first column of the plane under an output column's window.</summary>
    internal int FirstColumn(int column) => columnTaps[column + column];

    /// <summary>Taps of an output column's window that lie in the plane.</summary>
    internal int Columns(int column) => columnTaps[column + column + 1];

    /// <summary>Whether the elements under a window are neighbours in memory from the first to the last: whole rows of the plane.</summary>
    internal bool IsRun(int row, int column) =>
        Rows(row) > 0 && Columns(column) == Width && DilationWidth == 1 && DilationHeight == 1;

    /// <summary>The number of elements that an average divides by.</summary>
    internal int Counted(int row, int column) => countedRows[row] * countedColumns[column];

    // For each output the first element in the plane and how many taps lie in it.
    private static int[] Taps(int length, int kernel, int stride, int dilation, int before, int outputs)
    {
        var taps = new int[2 * outputs];
        for (var output = 0; output < outputs; output++)
        {
            var start = (output * stride) - before;
            var skipped = start < 0 ? (-start + dilation - 1) / dilation : 0;
            var first = start + (skipped * dilation);
            var count = first < length ? Math.Min(kernel - skipped, ((length - 1 - first) / dilation) + 1) : 0;
            taps[2 * output] = first;
            taps[(2 * output) + 1] = Math.Max(0, count);
        }

        return taps;
    }

    private static bool IsPairs(int[] taps)
    {
        for (var i = 0; i < taps.Length; i += 2)
        {
            if (taps[i] != i || taps[i + 1] != 2)
            {
                return false;
            }
        }

        return true;
    }

    private static int[] Counted(int[] taps, int kernel, int stride, int dilation, int outputs, int counted)
    {
        var counts = new int[outputs];
        for (var output = 0; output < outputs; output++)
        {
            var start = output * stride;
            counts[output] = counted == 0 ? taps[(2 * output) + 1]
                : start < counted ? Math.Min(kernel, ((counted - 1 - start) / dilation) + 1) : 0;
        }

        return counts;
    }
}
