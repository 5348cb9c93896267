using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Pooling in float32.</summary>
internal static class FloatPool
{
    /// <summary>Max pool: the largest value under the window, padding excluded.</summary>
    internal static void Max(PoolWindow window, ReadOnlySpan<float> input, Span<float> output)
    {
#if NET8_0_OR_GREATER
        if (window.IsTwoByTwo && MaxPool2x2.CanRun(window.OutputWidth))
        {
            MaxPool2x2.Planes(window, input, output);
            return;
        }

#endif
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

    /// <summary>Average pool.</summary>
    internal static void Average(PoolWindow window, ReadOnlySpan<float> input, Span<float> output)
    {
        var next = 0;
        for (var channel = 0; channel < window.Channels; channel++)
        {
            var plane = input.Slice(channel * window.PlaneLength, window.PlaneLength);
            for (var row = 0; row < window.OutputHeight; row++)
            {
                for (var column = 0; column < window.OutputWidth; column++)
                {
                    output[next++] = Sum(window, plane, row, column) / window.Counted(row, column);
                }
            }
        }
    }

    private static float Largest(PoolWindow window, ReadOnlySpan<float> plane, int row, int column)
    {
        var largest = float.NegativeInfinity;
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

    private static float Sum(PoolWindow window, ReadOnlySpan<float> plane, int row, int column)
    {
        var rows = window.Rows(row);
        var columns = window.Columns(column);
        var line = (window.FirstRow(row) * window.Width) + window.FirstColumn(column);
        if (window.IsRun(row, column))
        {
            return Sum(plane.Slice(line, rows * columns));
        }

        var sum = 0f;
        for (var r = 0; r < rows; r++, line += window.DilationHeight * window.Width)
        {
            for (int c = 0, at = line; c < columns; c++, at += window.DilationWidth)
            {
                sum += plane[at];
            }
        }

        return sum;
    }

#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    private static float Sum(ReadOnlySpan<float> values)
    {
        var sum = 0f;
#if NET8_0_OR_GREATER
        if (Vector128.IsHardwareAccelerated)
        {
            var sums = Vector128<float>.Zero;
            while (values.Length >= Vector128<float>.Count)
            {
                sums += Vector128.Create(values);
                values = values.Slice(Vector128<float>.Count);
            }

            sum = Vector128.Sum(sums);
        }

#endif
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
