namespace Wfn.KernelCalls;

/// <summary>
/// What calls of a float32 plan cost, to choose between two plans of one network: cycles of a machine with vectors of 16 floats, roughly,
/// fitted to the times of single layers (`steps` of benchmarks/Inference). Calls that every plan has cost nothing.
/// </summary>
internal static class FloatCost
{
    private const double Lanes = 16;

    // Fused multiply-adds a cycle; tiles of pixels are held up by reading, too.
    private const double PlaneRate = 2;
    private const double PixelRate = 1.8;

    // A row that is copied by itself, and an element that is copied by itself.
    private const double RowCost = 6;
    private const double ElementCost = 1;

    /// <summary>All calls of a plan.</summary>
    public static double Of(ExecutionPlan plan) => plan.Calls.Sum(call => call.Cost?.Cycles ?? 0);

    /// <summary>A convolution over planes. Vectors go over whole rows, those between outputs included.</summary>
    public static double Planes(WindowLayout layout, int outputs, int groups)
    {
        var vectors = Math.Ceiling(layout.FlatLength / Lanes);
        var sums = (double)outputs * (layout.Channels / groups) * layout.TapOffsets.Count * vectors / PlaneRate;
        var copied = layout.Pieces.IsEmpty ? 0 : Rows((long)layout.Channels * layout.Height, layout.Width);
        return sums + copied + (layout.Pitch == layout.OutputWidth ? 0 : Rows((long)outputs * layout.OutputHeight, layout.OutputWidth));
    }

    /// <summary>A convolution over pixels.</summary>
    public static double Pixels(long multiplyAdds, int channels) => multiplyAdds / Math.Min(Lanes, channels) / PixelRate;

    /// <summary>A depthwise convolution over pixels.</summary>
    public static double Depthwise(long multiplyAdds) => multiplyAdds / Lanes / PixelRate;

    /// <summary>Elements that are read and written in whole vectors.</summary>
    public static double Elements(long elements, int channels = int.MaxValue) => elements / Math.Min(Lanes, channels);

    /// <summary>Elements that are moved one by one.</summary>
    public static double Moved(long elements) => elements * ElementCost;

    /// <summary>Rows that are copied.</summary>
    public static double Rows(long rows, int length) => rows * (RowCost + (length / Lanes));
}
