using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>
/// What a float32 plan costs, to choose between two of one network: cycles of a machine with vectors of 16 floats, roughly, fitted to
/// the times of single layers (`steps` of benchmarks/Inference).
/// </summary>
internal static class FloatPlanCost
{
    private const double Lanes = 16;

    // Fused multiply-adds a cycle; tiles of pixels are held up by reading, too.
    private const double PlaneRate = 2;
    private const double PixelRate = 1.8;

    // A row that is copied by itself, and an element that is copied by itself.
    private const double RowCost = 6;
    private const double ElementCost = 1;

    /// <summary>The sum over all steps of which plans have different ones; clamps count nothing.</summary>
    public static double Of(ExecutionPlan plan) => plan.Steps.Sum(Of);

    private static double Of(PlanStep step) => step switch
    {
        FloatConvolutionStep planes => Planes(planes),
        FloatPixelConvolutionStep pixels => pixels.MultiplyAdds / Math.Min(Lanes, pixels.Result.Channels) / PixelRate,
        FloatDepthwiseStep depthwise => depthwise.MultiplyAdds / Lanes / PixelRate,
        PadStep pad => Rows(pad.Output.Length / LastExtent(pad), LastExtent(pad)),
        MoveStep move => move.Output.Length * ElementCost,
        FloatMaxPoolStep or FloatAveragePoolStep => (step.Inputs[0].Length + step.Output.Length) / Lanes,
        FloatPixelPoolStep pool => (step.Inputs[0].Length + step.Output.Length) / Math.Min(Lanes, pool.Result.Channels),
        FloatBinaryStep => step.Output.Length / Lanes,
        _ => 0,
    };

    // Vectors go over whole rows, those between outputs included.
    private static double Planes(FloatConvolutionStep step)
    {
        var layout = step.Layout;
        var vectors = Math.Ceiling(layout.FlatLength / Lanes);
        var sums = (double)step.Outputs * (layout.Channels / step.Groups) * layout.TapOffsets.Count * vectors / PlaneRate;
        var copied = layout.Pieces.IsEmpty ? 0 : Rows((long)layout.Channels * layout.Height, layout.Width);
        return sums + copied + (layout.Pitch == layout.OutputWidth ? 0 : Rows((long)step.Outputs * layout.OutputHeight, layout.OutputWidth));
    }

    private static int LastExtent(PadStep step) => step.Extents.IsEmpty ? 1 : Math.Max(1, step.Extents[step.Extents.Count - 1]);

    private static double Rows(long rows, int length) => rows * (RowCost + (length / Lanes));
}
