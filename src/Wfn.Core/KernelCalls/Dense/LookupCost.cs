namespace Wfn.KernelCalls;

/// <summary>
/// What layers without a multiplication cost whose channels lie side by side, in the measure of <see cref="ShiftAddCost"/>: as many operations
/// as layers over planes have that take as long, between vectors of 256 and of 512 bits (`steps` of benchmarks/Inference).
/// </summary>
internal static class LookupCost
{
    // An input's products with the weights of so many output channels, and what a pixel of them takes besides: flushes, rescaling, storing.
    private const double Products = 2;
    private const double Pixel = 50;
    private const int ProductOutputs = 32;

    // An input of so many channels, each shifted by its own count.
    private const double Shifts = 2;
    private const int ShiftChannels = 8;

    // What planes of a depthwise layer take that the count of its sums leaves out: for a channel, and where a stride parts them, for an element.
    private const double DepthwisePlane = 60;
    private const double PartedElement = 1.0 / 3;

    /// <summary>All of a layer.</summary>
    /// <param name="geometry">The layer.</param>
    /// <param name="pixels">Pixels that are computed.</param>
    public static long Of(DenseGeometry geometry, long pixels)
    {
        var inputs = (double)geometry.Inputs * geometry.Window.KernelHeight * geometry.Window.KernelWidth;
        return (long)(pixels * (geometry.IsDepthwise
            ? inputs * Shifts * Parts(geometry.Outputs, ShiftChannels)
            : ((inputs * Products) + Pixel) * Parts(geometry.Outputs, ProductOutputs)));
    }

    /// <summary>What planes of a depthwise layer take besides its sums.</summary>
    public static double PlanesOfDepthwise(DenseGeometry geometry)
    {
        var isParted = geometry.Window.StrideHeight > 1 || geometry.Window.StrideWidth > 1;
        return geometry.Outputs * (isParted ? (2 * DepthwisePlane) + (geometry.Height * geometry.Width * PartedElement) : DepthwisePlane);
    }

    private static int Parts(int outputs, int part) => (outputs + part - 1) / part;
}
