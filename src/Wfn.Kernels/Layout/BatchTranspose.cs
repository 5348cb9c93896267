using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>From one sample after the other to the samples of every element side by side, and back.</summary>
internal static class BatchTranspose
{
    /// <summary>Transposes a matrix.</summary>
    /// <param name="from">The matrix, row by row.</param>
    /// <param name="to">Receives it column by column.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    internal static void Run(ReadOnlySpan<short> from, Span<short> to, int rows, int columns) => Run(from, to, rows, columns, VectorSupport.Best);

    /// <summary>The same with vectors or, for <see cref="VectorWidth.Scalar"/>, without.</summary>
    internal static void Run(ReadOnlySpan<short> from, Span<short> to, int rows, int columns, VectorWidth vectorWidth)
    {
        from = from.Slice(0, rows * columns);
        to = to.Slice(0, rows * columns);
        var (doneRows, doneColumns) = (0, 0);
#if NET8_0_OR_GREATER
        if (vectorWidth != VectorWidth.Scalar)
        {
            (doneRows, doneColumns) = (rows & -Side, columns & -Side);
            for (var row = 0; row < doneRows; row += Side)
            {
                for (var column = 0; column < doneColumns; column += Side)
                {
                    Square(ref MemoryMarshal.GetReference(from.Slice((row * columns) + column)), columns, ref MemoryMarshal.GetReference(to.Slice((column * rows) + row)), rows);
                }
            }
        }

#endif
        for (var row = 0; row < rows; row++)
        {
            for (var column = row < doneRows ? doneColumns : 0; column < columns; column++)
            {
                to[(column * rows) + row] = from[(row * columns) + column];
            }
        }
    }

#if NET8_0_OR_GREATER
    private const int Side = 8;

    // Three times the rows of the lower half are zipped with those of the upper one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Square(ref short from, nint columns, ref short to, nint rows)
    {
        var row0 = Vector128.LoadUnsafe(ref from);
        var row1 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, columns));
        var row2 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 2 * columns));
        var row3 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 3 * columns));
        var row4 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 4 * columns));
        var row5 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 5 * columns));
        var row6 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 6 * columns));
        var row7 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 7 * columns));
        for (var i = 0; i < 3; i++)
        {
            var (zip0, zip1) = (DotVectors128.ZipInt16Lower(row0, row4), DotVectors128.ZipInt16Upper(row0, row4));
            var (zip2, zip3) = (DotVectors128.ZipInt16Lower(row1, row5), DotVectors128.ZipInt16Upper(row1, row5));
            var (zip4, zip5) = (DotVectors128.ZipInt16Lower(row2, row6), DotVectors128.ZipInt16Upper(row2, row6));
            var (zip6, zip7) = (DotVectors128.ZipInt16Lower(row3, row7), DotVectors128.ZipInt16Upper(row3, row7));
            (row0, row1, row2, row3) = (zip0, zip1, zip2, zip3);
            (row4, row5, row6, row7) = (zip4, zip5, zip6, zip7);
        }

        row0.StoreUnsafe(ref to);
        row1.StoreUnsafe(ref Unsafe.Add(ref to, rows));
        row2.StoreUnsafe(ref Unsafe.Add(ref to, 2 * rows));
        row3.StoreUnsafe(ref Unsafe.Add(ref to, 3 * rows));
        row4.StoreUnsafe(ref Unsafe.Add(ref to, 4 * rows));
        row5.StoreUnsafe(ref Unsafe.Add(ref to, 5 * rows));
        row6.StoreUnsafe(ref Unsafe.Add(ref to, 6 * rows));
        row7.StoreUnsafe(ref Unsafe.Add(ref to, 7 * rows));
    }
#endif
}
