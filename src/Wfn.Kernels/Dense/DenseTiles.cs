using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>How a row's pixels are shared out among kernels that work on 8, 7, 4 and 1 of them at once.</summary>
internal static class DenseTiles
{
    /// <summary>Output channels of the widest vector.</summary>
    internal const int LargestBlock = 16;

    private static readonly int[] Widths = { 8, 7, 4, 1 };

    /// <summary>The widths, one after another, for a row of pixels: those that load weights least often.</summary>
    internal static int[] Of(int columns)
    {
        // A tile costs its pixels and one more, for its weights.
        var costs = new int[columns + 1];
        var last = new int[columns + 1];
        for (var length = 1; length <= columns; length++)
        {
            costs[length] = int.MaxValue;
            foreach (var width in Widths)
            {
                if (width <= length && costs[length - width] + width + 1 < costs[length])
                {
                    costs[length] = costs[length - width] + width + 1;
                    last[length] = width;
                }
            }
        }

        var tiles = new List<int>();
        for (var rest = columns; rest > 0; rest -= last[rest])
        {
            tiles.Add(last[rest]);
        }

        return tiles.ToArray();
    }
}
