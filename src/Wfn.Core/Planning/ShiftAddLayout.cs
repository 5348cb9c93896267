using Wfn.Graph;
using Wfn.Lowering;

namespace Wfn.Planning;

/// <summary>The layout of a convolution of additions and shifts, which the loads of inputs limit.</summary>
internal static class ShiftAddLayout
{
    // Vectors of 16-bit lanes that a kernel runs a program at.
    private const int VectorsAtOnce = 4;

    // Planes of aligned columns take about as long to make as this many output channels gain by them.
    private const int OutputsWorthColumns = 4;

    /// <summary>Aligned columns where enough output channels read each input, else the least memory.</summary>
    public static WindowLayout Of(string node, FixedPointConvolution convolution, TensorShape input) =>
        convolution.Bias.Count / convolution.Groups >= OutputsWorthColumns
            ? WindowLayout.OfColumns(node, convolution.Window, input[0], input[1], input[2])
            : WindowLayout.Of(node, convolution.Window, input[0], input[1], input[2]);

    /// <summary>Room for the planes and a strip of rows, and to start both on a cache line.</summary>
    public static long ScratchLength(WindowLayout layout)
    {
        var stripRows = Math.Max(1, ExecutionPlanner.VectorElements * VectorsAtOnce / layout.Pitch);
        return layout.PlanesLength
            + ExecutionPlanner.WholeVectors(((long)(stripRows - 1) * layout.Pitch) + layout.OutputWidth)
            + ExecutionPlanner.VectorElements;
    }
}
