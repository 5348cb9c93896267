using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Average pool: the sum times a reciprocal of few signed digits, so that nothing is multiplied or divided.</summary>
internal sealed class FixedPointAveragePool
{
    private readonly PoolWindow window;
    private readonly int sumShift;
    private readonly SignedDigits[] reciprocals;
    private readonly Rescale rescale;

    /// <summary>Makes a pool.</summary>
    /// <param name="window">The window.</param>
    /// <param name="sumShift">Right shift of the sum, rounded.</param>
    /// <param name="reciprocals">Entry n is the integer near 2^k / n.</param>
    /// <param name="rescale">From product to output.</param>
    internal FixedPointAveragePool(PoolWindow window, int sumShift, SignedDigits[] reciprocals, Rescale rescale)
    {
        this.window = window;
        this.sumShift = sumShift;
        this.reciprocals = reciprocals;
        this.rescale = rescale;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run(ReadOnlySpan<short> input, Span<short> output)
    {
        var next = 0;
        for (var channel = 0; channel < window.Channels; channel++)
        {
            var plane = input.Slice(channel * window.PlaneLength, window.PlaneLength);
            for (var row = 0; row < window.OutputHeight; row++)
            {
                for (var column = 0; column < window.OutputWidth; column++)
                {
                    var sum = Rescale.Round(Sum(plane, row, column), sumShift);
                    output[next++] = rescale.Apply(reciprocals[window.Counted(row, column)].Times(sum));
                }
            }
        }
    }

    private int Sum(ReadOnlySpan<short> plane, int row, int column)
    {
        var rows = window.Rows(row);
        var columns = window.Columns(column);
        var line = (window.FirstRow(row) * window.Width) + window.FirstColumn(column);
        if (window.IsRun(row, column))
        {
            return Sum(plane.Slice(line, rows * columns));
        }

        var sum = 0;
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
    private static int Sum(ReadOnlySpan<short> values)
    {
        var sum = 0;
#if NET8_0_OR_GREATER
        if (Vector128.IsHardwareAccelerated)
        {
            var sums = Vector128<int>.Zero;
            while (values.Length >= Vector128<short>.Count)
            {
                var next = Vector128.Create(values);
                sums += Vector128.WidenLower(next) + Vector128.WidenUpper(next);
                values = values.Slice(Vector128<short>.Count);
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
