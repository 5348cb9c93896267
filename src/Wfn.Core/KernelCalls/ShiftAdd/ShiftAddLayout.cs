using Wfn.Graph;
using Wfn.Integers;
using Wfn.Kernels;
using Wfn.Numerics;

namespace Wfn.KernelCalls;

/// <summary>The layout of a convolution of additions and shifts, which the loads of inputs limit.</summary>
internal static class ShiftAddLayout
{
    // Elements of the longest vector, of bytes and of 16-bit integers.
    private const int VectorBytes = ShiftAddSizes.VectorBytes;
    private const int VectorShorts = ShiftAddSizes.VectorBytes / sizeof(short);

    // Planes of aligned columns take about as long to make as this many output channels gain by them.
    private const int OutputsWorthColumns = 4;

    /// <summary>Whether inputs fit bytes.</summary>
    public static bool IsOfBytes(FixedPointFormat input) => input.Maximum - input.Minimum <= byte.MaxValue;

    /// <summary>Aligned columns where enough output channels read each input, else the least memory.</summary>
    public static WindowLayout Of(string node, ConvolutionOperation convolution, TensorShape input, bool isOfBytes) =>
        convolution.Bias.Count / convolution.Groups >= OutputsWorthColumns
            ? WindowLayout.OfColumns(node, convolution.Window, input[0], input[1], input[2], isOfBytes ? VectorBytes : VectorShorts)
            : WindowLayout.Of(node, convolution.Window, input[0], input[1], input[2]);

    /// <summary>
    /// 16-bit elements for the planes and a strip of rows, and to start both on a cache line; with bytes for a plane of zeros and the input
    /// once more, too.
    /// </summary>
    public static long ScratchLength(WindowLayout layout, int inputLength, bool isOfBytes)
    {
        var vector = isOfBytes ? VectorBytes : VectorShorts;
        long strip = ShiftAddSizes.StripLength(layout.Pitch, layout.OutputWidth, vector);
        if (!isOfBytes)
        {
            return strip + layout.PlanesLength + vector;
        }

        var zeros = Whole(layout.FlatLength, vector) + vector;
        var planes = Whole((layout.Pieces.IsEmpty ? inputLength : layout.PlanesLength) + zeros, vector);
        return strip + ((planes + inputLength + vector + 1) / sizeof(short));
    }

    private static long Whole(long length, int vector) => (length + vector - 1) / vector * vector;
}
