using Wfn.Graph;

namespace Wfn.Integers;

/// <summary>How many elements an average divides by.</summary>
internal static class WindowCounts
{
    /// <summary>Every divisor that occurs, each once, ascending; 0 is left out.</summary>
    /// <param name="window">The window.</param>
    /// <param name="countPadding">Whether padding counts.</param>
    /// <param name="uncountedBottom">Of the bottom padding, rows that never count.</param>
    /// <param name="uncountedRight">Of the right padding, columns that never count.</param>
    /// <param name="input">The input's shape, [channels, height, width].</param>
    public static IReadOnlyList<int> Of(
        SlidingWindow window, bool countPadding, int uncountedBottom, int uncountedRight, TensorShape input)
    {
        var rows = Counts(
            window.OutputHeight(input[1]),
            window.StrideHeight,
            window.KernelHeight,
            window.DilationHeight,
            countPadding ? 0 : window.PadTop,
            window.PadTop + input[1] + (countPadding ? window.PadBottom - uncountedBottom : 0));
        var columns = Counts(
            window.OutputWidth(input[2]),
            window.StrideWidth,
            window.KernelWidth,
            window.DilationWidth,
            countPadding ? 0 : window.PadLeft,
            window.PadLeft + input[2] + (countPadding ? window.PadRight - uncountedRight : 0));
        return [.. new SortedSet<int>(rows.SelectMany(r => columns.Select(c => r * c)).Where(n => n > 0))];
    }

    // Taps of each position along one axis that fall on [first, end) of the padded input.
    private static HashSet<int> Counts(int positions, int stride, int kernel, int dilation, int first, int end)
    {
        var counts = new HashSet<int>();
        for (var p = 0; p < positions; p++)
        {
            var start = (long)p * stride;
            var skipped = start >= first ? 0 : (first - start + dilation - 1) / dilation;
            var inside = end <= start ? 0 : (end - start + dilation - 1) / dilation;
            counts.Add((int)Math.Max(0, Math.Min(kernel, inside) - skipped));
        }

        return counts;
    }
}
