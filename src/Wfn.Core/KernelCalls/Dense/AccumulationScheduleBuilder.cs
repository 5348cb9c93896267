using Wfn.Kernels;

namespace Wfn.KernelCalls;

/// <summary>
/// Lays the byte weights of a convolution out in segments. The proof that 16 bits suffice: before a step is taken, the weights of
/// either sign that any lane has multiplied since its sum was last flushed, and the step's own, times the largest input, are shown
/// to fit. Sums that wrap on the way come back, so only a segment's end counts, and within a step the sum of two products.
/// </summary>
internal sealed class AccumulationScheduleBuilder
{
    private readonly DenseGeometry geometry;
    private readonly int limit;
    private readonly int scaleLog2;
    private readonly WeightRows rows;
    private readonly int pairs;
    private readonly int stepCount;
    private readonly List<AccumulationSegment> segments = [];
    private readonly List<int> ends = [];
    private readonly int[] row;
    private readonly int[] whole;
    private readonly int[] rest;
    private readonly int[] positive;
    private readonly int[] negative;
    private readonly int[] up;
    private readonly int[] down;
    private int blockStart;
    private long steps;
    private int flushes;

    /// <summary>Begins a schedule.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="limit">The largest sum of two byte weights of one sign.</param>
    /// <param name="scaleLog2">Bytes hold weights in units of 2 to this power.</param>
    public AccumulationScheduleBuilder(DenseGeometry geometry, int limit, int scaleLog2)
    {
        (this.geometry, this.limit, this.scaleLog2) = (geometry, limit, scaleLog2);
        rows = geometry.WeightRows(DenseArithmetic.Bytes);
        pairs = geometry.BlockLength * rows.StepElements / 2;
        stepCount = rows.Runs * rows.StepsPerRun;
        row = new int[rows.Length];
        (whole, rest) = (new int[2 * pairs * stepCount], new int[2 * pairs * stepCount]);
        (positive, negative, up, down) = (new int[pairs], new int[pairs], new int[pairs], new int[pairs]);
    }

    /// <summary>The schedule of the first blocks, or null where it has more than twice as many steps as the convolution.</summary>
    public AccumulationSchedule? Build(int blocks)
    {
        foreach (var (first, count) in geometry.Blocks().Take(blocks))
        {
            blockStart = segments.Count;
            Read(first, count);
            var before = steps;
            Add(whole, 1 << scaleLog2, before);
            Add(rest, 1, before);
            ends.Add(segments.Count);
            if (steps - before > 2L * stepCount)
            {
                return null;
            }
        }

        return new AccumulationSchedule(segments.ToEquatableArray(), ends.ToEquatableArray(), steps, flushes, scaleLog2);
    }

    // Weights in units of 2^scale and what is left of them, step by step, for each lane the step's four.
    private void Read(int firstOutput, int outputs)
    {
        Array.Clear(whole, 0, whole.Length);
        for (var lane = 0; lane < outputs; lane++)
        {
            Array.Clear(row, 0, row.Length);
            geometry.ReadRow(firstOutput + lane, rows, row);
            for (var step = 0; step < stepCount; step++)
            {
                Array.Copy(row, step * rows.StepElements, whole, ((step * geometry.BlockLength) + lane) * rows.StepElements, rows.StepElements);
            }
        }

        Array.Clear(rest, 0, rest.Length);
        ByteWeights.Split(whole, scaleLog2 == 0 ? [] : rest, scaleLog2);
    }

    private void Add(int[] weights, int scale, long before)
    {
        for (var step = 0; step < stepCount; step++)
        {
            for (var isFirst = true; Take(weights, step * pairs * 2); isFirst = false)
            {
                Visit(step, scale, isFirst);
                if (++steps - before > 2L * stepCount)
                {
                    return;
                }
            }
        }

        Flush(scale);
    }

    // As much of each pair as bytes hold and 16 bits sum.
    private bool Take(int[] weights, int start)
    {
        var any = 0;
        for (var i = 0; i < pairs; i++)
        {
            var at = start + (2 * i);
            ByteWeights.TakePair(ref weights[at], ref weights[at + 1], limit, out var a, out var b);
            up[i] = Math.Max(a, 0) + Math.Max(b, 0);
            down[i] = -Math.Min(a, 0) - Math.Min(b, 0);
            any |= a | b;
        }

        return any != 0;
    }

    private void Visit(int step, int scale, bool isFirst)
    {
        for (var i = 0; i < pairs; i++)
        {
            if (positive[i] + up[i] > limit || negative[i] + down[i] > limit)
            {
                Flush(scale);
                break;
            }
        }

        for (var i = 0; i < pairs; i++)
        {
            positive[i] += up[i];
            negative[i] += down[i];
        }

        // A segment goes on where the step is the next one of the same run and the sums were not flushed.
        var last = segments.Count - 1;
        if (isFirst && last >= blockStart && step % rows.StepsPerRun != 0 && !segments[last].Flush
            && segments[last].FirstStep + segments[last].StepCount == step)
        {
            segments[last] = segments[last].WithSteps(segments[last].StepCount + 1);
            return;
        }

        segments.Add(new AccumulationSegment(step, 1, flush: false, scale));
    }

    private void Flush(int scale)
    {
        var last = segments.Count - 1;
        if (last < blockStart || segments[last].Flush)
        {
            return;
        }

        segments[last] = segments[last].Flushed(scale);
        flushes++;
        Array.Clear(positive, 0, positive.Length);
        Array.Clear(negative, 0, negative.Length);
    }
}
