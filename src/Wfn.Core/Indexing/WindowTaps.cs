using Wfn.Graph;

namespace Wfn.Indexing;

/// <summary>What each tap of a sliding window meets at every output position.</summary>
internal sealed class WindowTaps
{
    private readonly int inputWidth;
    private readonly int[][] rows;
    private readonly int[][] columns;

    /// <summary>Works out rows and columns met.</summary>
    /// <param name="window">The window.</param>
    /// <param name="input">The input's shape, [channels, height, width].</param>
    /// <param name="output">The output's shape, [channels, height, width].</param>
    public WindowTaps(SlidingWindow window, TensorShape input, TensorShape output)
    {
        inputWidth = input[2];
        rows = Met(window.KernelHeight, window.StrideHeight, window.DilationHeight, window.PadTop, input[1], output[1]);
        columns = Met(window.KernelWidth, window.StrideWidth, window.DilationWidth, window.PadLeft, input[2], output[2]);
    }

    /// <summary>The number of taps, counted along the kernel's rows.</summary>
    public int Count => rows.Length * columns.Length;

    /// <summary>Copies what a tap meets in a plane of the input, zero over padding.</summary>
    /// <param name="tap">The tap.</param>
    /// <param name="plane">The input's plane, height × width.</param>
    /// <param name="met">Receives a value for each output position.</param>
    public void Gather<T>(int tap, ReadOnlySpan<T> plane, Span<T> met)
        where T : struct
    {
        met.Clear();
        var (rowOf, columnOf) = (rows[tap / columns.Length], columns[tap % columns.Length]);
        for (var y = 0; y < rowOf.Length; y++)
        {
            for (var x = 0; x < columnOf.Length && rowOf[y] != IndexMap.None; x++)
            {
                if (columnOf[x] != IndexMap.None)
                {
                    met[(y * columnOf.Length) + x] = plane[(rowOf[y] * inputWidth) + columnOf[x]];
                }
            }
        }
    }

    private static int[][] Met(int kernel, int stride, int dilation, int pad, int extent, int outputExtent) =>
        Enumerable.Range(0, kernel).Select(tap => Enumerable.Range(0, outputExtent).Select(position =>
        {
            var at = (position * stride) + (tap * dilation) - pad;
            return at >= 0 && at < extent ? at : IndexMap.None;
        }).ToArray()).ToArray();
}
