using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>
/// How the pixels of an output are shared out: row tiles, numbered consecutively, among kernels that work on some pixels at once, as
/// 8, 4 and 1.
/// </summary>
internal sealed class DenseTiles
{
    /// <summary>Output channels of the widest vector.</summary>
    internal const int LargestBlock = DenseSizes.BlockOutputs;

    private static readonly int[] Widths = { 8, 4, 1 };

    private DenseTiles(int rows, int tileRows, int[] rowTile, int[] rest)
    {
        Count = (rows + tileRows - 1) / tileRows;
        TileRows = tileRows;
        RowTile = rowTile;
        Rest = rest;
    }

    /// <summary>The number of row tiles, with that of the rows that are left over.</summary>
    internal int Count { get; }

    /// <summary>Rows of a row tile.</summary>
    internal int TileRows { get; }

    /// <summary>The numbers of pixels to work on at once, one after another, for a row tile.</summary>
    internal int[] RowTile { get; }

    /// <summary>The same for the rows that are left over.</summary>
    internal int[] Rest { get; }

    /// <summary>Rows whose accumulators a row tile holds at most.</summary>
    internal static int MostRows(int columns) => Math.Max(1, DenseSizes.TilePixels / columns);

    /// <summary>The cheapest way to share out an output.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Pixels of a row.</param>
    /// <param name="together">Pixels that stay in one tile.</param>
    internal static DenseTiles Of(int rows, int columns, int together = 1) => Of(rows, columns, together, Widths);

    /// <summary>The same among kernels that work on given numbers of pixels.</summary>
    internal static DenseTiles Of(int rows, int columns, int together, int[] widths)
    {
        var most = Math.Min(rows, MostRows(columns));
        var last = new int[(most * columns) + 1];
        var costs = Costs(last, together, widths);
        var (best, bestCost) = (1, long.MaxValue);
        for (var tileRows = 1; tileRows <= most; tileRows++)
        {
            var cost = ((long)(rows / tileRows) * costs[tileRows * columns]) + costs[rows % tileRows * columns];
            if (cost < bestCost)
            {
                (best, bestCost) = (tileRows, cost);
            }
        }

        return new DenseTiles(rows, best, Split(last, best * columns), Split(last, rows % best * columns));
    }

    /// <summary>The next tile's pixels, and how often: tiles of one width that follow one another go in one call.</summary>
    /// <param name="tiles">The numbers of pixels to work on at once.</param>
    /// <param name="next">The next of them.</param>
    /// <param name="leastRepeated">Pixels of the smallest tiles that go in one call.</param>
    internal static (int Width, int Times) Take(int[] tiles, ref int next, int leastRepeated = 1)
    {
        var (width, times) = (tiles[next++], 1);
        for (; width >= leastRepeated && next < tiles.Length && tiles[next] == width; next++)
        {
            times++;
        }

        return (width, times);
    }

    // A tile costs its pixels and one more, for its weights.
    private static int[] Costs(int[] last, int together, int[] widths)
    {
        var costs = new int[last.Length];
        for (var length = together; length < costs.Length; length += together)
        {
            costs[length] = int.MaxValue;
            foreach (var width in widths)
            {
                if (width <= length && width % together == 0 && costs[length - width] + width + 1 < costs[length])
                {
                    costs[length] = costs[length - width] + width + 1;
                    last[length] = width;
                }
            }
        }

        return costs;
    }

    private static int[] Split(int[] last, int pixels)
    {
        var tiles = new List<int>();
        for (var rest = pixels; rest > 0; rest -= last[rest])
        {
            tiles.Add(last[rest]);
        }

        return tiles.ToArray();
    }
}
