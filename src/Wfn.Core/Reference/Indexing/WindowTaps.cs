using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Reference.Indexing;

/// <summary>What each tap of a sliding window meets: one map a tap, in the order of a kernel's rows and columns.</summary>
internal static class WindowTaps
{
    /// <summary>
    /// For every tap and every output position the index into the input's plane, or <see cref="IndexMap.None"/> over padding.
    /// </summary>
    /// <param name="window">The window.</param>
    /// <param name="input">The input's shape, [channels, height, width].</param>
    /// <param name="output">The output's shape, [channels, height, width].</param>
    public static int[][] Of(SlidingWindow window, TensorShape input, TensorShape output)
    {
        var plane = TensorShape.Of(output[1], output[2]);
        var taps = new int[window.KernelHeight * window.KernelWidth][];
        for (var tap = 0; tap < taps.Length; tap++)
        {
            var top = (tap / window.KernelWidth * window.DilationHeight) - window.PadTop;
            var left = (tap % window.KernelWidth * window.DilationWidth) - window.PadLeft;
            taps[tap] = RowMajor.Map(plane, at =>
            {
                var row = (at[0] * window.StrideHeight) + top;
                var column = (at[1] * window.StrideWidth) + left;
                return row >= 0 && row < input[1] && column >= 0 && column < input[2] ? (row * input[2]) + column : IndexMap.None;
            });
        }

        return taps;
    }
}
