using Wfn.Kernels;

namespace Wfn.KernelCalls;

/// <summary>
/// In which order blocks of output channels go through their dot steps, and where their 16-bit partial sums are flushed to 32 bits.
/// </summary>
/// <param name="Segments">The segments of all blocks, one block after another.</param>
/// <param name="BlockEnds">For each block the end of its segments.</param>
/// <param name="Steps">Dot steps of all blocks.</param>
/// <param name="Flushes">Flushes of all blocks.</param>
/// <param name="ScaleLog2">Bytes hold weights in units of 2 to this power; what is left over has segments of its own.</param>
internal sealed record AccumulationSchedule(
    EquatableArray<AccumulationSegment> Segments, EquatableArray<int> BlockEnds, long Steps, int Flushes, int ScaleLog2)
{
    /// <summary>Dot steps that a flush costs: it is a multiplication and an addition, as a step is, and empties the sums.</summary>
    public const double FlushCost = 1.5;
    private const int LargestScaleLog2 = 7;
    private const long MostWeightsTried = 1 << 16;

    /// <summary>No steps: the kernel makes its own schedule of its weights.</summary>
    public static AccumulationSchedule None { get; } = new([], [], 0, 0, 0);

    /// <summary>Dot steps for a pixel, flushes counted as what they cost: what schedules are compared by.</summary>
    public double Cost => Steps + (Flushes * FlushCost);

    /// <summary>
    /// The largest sum of byte weights of one sign whose products with an input fit 16 bits, whatever the inputs are.
    /// </summary>
    public static int ByteLimit(int largestInput) => short.MaxValue / Math.Max(1, largestInput);

    /// <summary>Sums of 32 bits, which the overflow proof of the network covers: runs as they lie, the same for all blocks.</summary>
    public static AccumulationSchedule Exact(DenseGeometry geometry, DenseArithmetic arithmetic)
    {
        var steps = geometry.WeightRows(arithmetic).StepsPerRun;
        var blocks = geometry.BlockCount;
        var segments = new List<AccumulationSegment>();
        var ends = new List<int>();
        for (var block = 0; block < blocks; block++)
        {
            for (var run = 0; run < geometry.Runs; run++)
            {
                segments.Add(new AccumulationSegment(run * steps, steps, flush: run == geometry.Runs - 1, scale: 1));
            }

            ends.Add(segments.Count);
        }

        return new AccumulationSchedule(segments.ToEquatableArray(), ends.ToEquatableArray(), (long)blocks * geometry.Runs * steps, 0, 0);
    }

    /// <summary>
    /// Sums of 16 bits that are flushed as seldom as the weights allow, in the cheapest unit; weights too large for a byte (or for a pair's
    /// sum) take further visits of their step. Null where the steps would be more than twice as many.
    /// </summary>
    public static AccumulationSchedule? OfBytes(DenseGeometry geometry, int limit)
    {
        // A few blocks tell which unit is cheapest; a large layer is laid out only once.
        var tried = (int)Math.Max(1, MostWeightsTried / ((long)geometry.Runs * geometry.RunLength * geometry.BlockLength));
        AccumulationSchedule? best = null;
        for (var scale = 0; scale <= LargestScaleLog2; scale++)
        {
            var schedule = new AccumulationScheduleBuilder(geometry, limit, scale).Build(tried);
            best = schedule is not null && (best is null || schedule.Cost < best.Cost) ? schedule : best;
        }

        return best is null || best.BlockEnds.Count == geometry.BlockCount
            ? best
            : new AccumulationScheduleBuilder(geometry, limit, best.ScaleLog2).Build(geometry.BlockCount);
    }
}
