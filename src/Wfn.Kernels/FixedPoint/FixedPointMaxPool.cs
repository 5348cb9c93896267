using System;

namespace Wfn.Kernels;

/// <summary>Largest value under a window, padding excluded.</summary>
internal static class FixedPointMaxPool
{
    /// <summary>Runs one sample.</summary>
    internal static void Run(PoolWindow window, ReadOnlySpan<short> input, Span<short> output)
    {
        var next = 0;
        for (var channel = 0; channel < window.Channels; channel++)
        {
            var plane = input.Slice(channel * window.PlaneLength, window.PlaneLength);
            for (var row = 0; row < window.OutputHeight; row++)
            {
                for (var column = 0; column < window.OutputWidth; column++)
                {
                    output[next++] = Largest(window, plane, row, column);
                }
            }
        }
    }

    private static short Largest(PoolWindow window, ReadOnlySpan<short> plane, int row, int column)
    {
        var largest = short.MinValue;
        var rows = window.Rows(row);
        var columns = window.Columns(column);
        for (int r = 0, line = (window.FirstRow(row) * window.Width) + window.FirstColumn(column); r < rows; r++, line += window.DilationHeight * window.Width)
        {
            for (int c = 0, at = line; c < columns; c++, at += window.DilationWidth)
            {
                largest = Math.Max(largest, plane[at]);
            }
        }

        return largest;
    }
}
