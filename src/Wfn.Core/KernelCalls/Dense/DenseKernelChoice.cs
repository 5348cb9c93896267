using Wfn.Kernels;

namespace Wfn.KernelCalls;

/// <summary>The arithmetic chosen for a convolution, and its accumulation schedule.</summary>
/// <param name="Geometry">The convolution.</param>
/// <param name="Arithmetic">The arithmetic.</param>
/// <param name="Schedule">The order of its dot steps.</param>
/// <param name="PairLimit">The largest sum of two byte weights of one sign.</param>
internal sealed record DenseKernelChoice(DenseGeometry Geometry, DenseArithmetic Arithmetic, AccumulationSchedule Schedule, int PairLimit)
{
    /// <summary>The choice without a width unroll.</summary>
    public DenseKernelChoice NotUnrolled => Plain ?? this;

    private DenseKernelChoice? Plain { get; init; }

    /// <summary>
    /// What a step of four taps costs for 64 bytes of depthwise outputs, where a step of other convolutions costs 1, being a load, a
    /// multiplication and an addition: here it is four of each, and eight operations that zip.
    /// </summary>
    public const double DepthwiseStepCost = 20.0 / 3;

    // A tap by itself, for 16 outputs each: four times a load, a multiplication and an addition.
    private const int TapCost = 4;

    // A load, a product and an addition, of which much is done at a time.
    private const double StepOperations = 1.5;

    // Rescaling a vector of outputs, packing and storing it.
    private const double StoreCost = 3;

    // An end takes each of the four vectors.
    private const double EndCost = 4 * AccumulationSchedule.FlushCost;

    /// <summary>16-bit arithmetic, which takes every input.</summary>
    public static DenseKernelChoice Wide(DenseGeometry geometry) => Cheaper(geometry, WideOf)!;

    /// <summary>The cheapest arithmetic for an input in bytes, or null where none reads bytes at that cost.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="bounds">The input's bounds, as bytes hold it.</param>
    public static DenseKernelChoice? Narrow(DenseGeometry geometry, OutputBounds bounds)
    {
        var limit = AccumulationSchedule.ByteLimit(bounds.Maximum);
        if (geometry.IsDepthwise)
        {
            return DepthwiseBytes(geometry, limit) ?? Wide(geometry);
        }

        var choice = Cheaper(geometry, f => AccumulationSchedule.OfBytes(f, limit) is { } schedule ? new DenseKernelChoice(f, DenseArithmetic.Bytes, schedule, limit) : null);
        return choice is not null && choice.Cost < Wide(geometry).Cost ? choice : null;
    }

    /// <summary>Without a multiplication: products looked up, or shifts where every output channel has an input channel of its own.</summary>
    public static DenseKernelChoice WithoutProducts(DenseGeometry geometry) => new(
        geometry, geometry.IsDepthwise ? DenseArithmetic.DepthwiseShifts : DenseArithmetic.LookedUp, AccumulationSchedule.None, 0);

    /// <summary>Output channels of a block, the totals of which are held at once.</summary>
    public int BlockOutputs => Arithmetic == DenseArithmetic.LookedUp ? LookupSizes.BlockOutputs : DenseSizes.BlockOutputs;

    /// <summary>Vector operations for a pixel, in the measure of <see cref="ShiftAddCost"/>.</summary>
    public double OperationsOfPixel => Cost * StepOperations;

    // Vector steps for a pixel, with what storing a vector of outputs takes.
    private double Cost => (Schedule.Cost + (StoreCost * Geometry.BlockCount)) / Geometry.WidthUnroll;

    private static DenseKernelChoice WideOf(DenseGeometry geometry)
    {
        var arithmetic = geometry.IsDepthwise ? DenseArithmetic.Depthwise : DenseArithmetic.Shorts;
        return new DenseKernelChoice(geometry, arithmetic, AccumulationSchedule.Exact(geometry, arithmetic), 0);
    }

    // With pixels joined where that costs less.
    private static DenseKernelChoice? Cheaper(DenseGeometry geometry, Func<DenseGeometry, DenseKernelChoice?> choose)
    {
        var plain = choose(geometry);
        return plain is not null && geometry.UnrolledWidth() is { } joined && choose(joined) is { } other && other.Cost < plain.Cost
            ? other with { Plain = plain }
            : plain;
    }

    private static DenseKernelChoice? DepthwiseBytes(DenseGeometry geometry, int limit)
    {
        if (!geometry.CanBringTapsTogether)
        {
            return null;
        }

        var together = geometry.WithTapsTogether();
        var schedule = AccumulationSchedule.OfBytes(together, limit);
        var isCheaper = schedule is not null && (schedule.Steps * DepthwiseStepCost) + (schedule.Flushes * EndCost) < TapCost * geometry.Runs;
        return isCheaper ? new DenseKernelChoice(together, DenseArithmetic.DepthwiseBytes, schedule!, limit) : null;
    }
}
