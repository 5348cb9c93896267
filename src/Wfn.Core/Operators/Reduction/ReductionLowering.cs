using Wfn.Graph;
using Wfn.Integers;

namespace Wfn.Operators.Reduction;

/// <summary>Reductions as pools in integers: a run of neighbouring axes is the height of an image, what lies within them its width.</summary>
internal static class ReductionLowering
{
    /// <summary>The largest value: a max pool for every run of axes.</summary>
    public static FixedPointOperation? Maximum(ReductionNode node, LoweringContext context)
    {
        var format = context.Format(node.Output);
        var runs = Runs(context.Shape(node.Inputs[0]), node.Axes);
        if (runs.Any(run => run.Extent > Limits.Window))
        {
            return null;
        }

        var value = context.InFormat(node, node.Inputs[0], format);
        foreach (var run in runs)
        {
            var image = Reshaped(node, context, value, run.Image, format);
            value = context.Intermediate(node, run.Result, format);
            context.Operations.Add(new MaxPoolOperation { Name = node.Name, Inputs = [image], Output = value, Window = run.Window });
        }

        return new ReshapeOperation { Name = node.Name, Inputs = [value], Output = node.Output };
    }

    /// <summary>The sum: a mean with a reciprocal of 1, where one run of axes is reduced and its sum fits 32 bits.</summary>
    public static FixedPointOperation? Sum(ReductionNode node, LoweringContext context)
    {
        var (input, output) = (context.Format(node.Inputs[0]), context.Format(node.Output));
        var runs = Runs(context.Shape(node.Inputs[0]), node.Axes);
        if (runs.Count != 1 || runs[0].Extent > Limits.Window)
        {
            return null;
        }

        var run = runs[0];
        var reciprocals = new int[run.Extent + 1];
        reciprocals[run.Extent] = 1;
        var pool = new AveragePoolOperation
        {
            Name = node.Name,
            Inputs = [],
            Output = "",
            Window = run.Window,
            CountPadding = false,
            UncountedBottom = 0,
            UncountedRight = 0,
            SumShift = 0,
            Reciprocals = EquatableArray.TakeOwnership(reciprocals),
            Shift = input.FractionBits - output.FractionBits,
        };
        if (AccumulatorBound.WithRounding(AccumulatorBound.AveragePool(pool, input), pool.Shift) > int.MaxValue)
        {
            return null;
        }

        var image = Reshaped(node, context, node.Inputs[0], run.Image, input);
        var sums = context.Intermediate(node, run.Result, output);
        context.Operations.Add(pool with { Inputs = [image], Output = sums });
        return new ReshapeOperation { Name = node.Name, Inputs = [sums], Output = node.Output };
    }

    private static string Reshaped(ReductionNode node, LoweringContext context, string value, TensorShape shape, Numerics.FixedPointFormat format)
    {
        var image = context.Intermediate(node, shape, format);
        context.Operations.Add(new ReshapeOperation { Name = node.Name, Inputs = [value], Output = image });
        return image;
    }

    // From the last run to the first; those before are not reduced yet.
    private static List<AxisRun> Runs(TensorShape shape, EquatableArray<int> axes)
    {
        var extents = shape.Dimensions.ToArray();
        var runs = new List<AxisRun>();
        for (var end = shape.Rank; end > 0; end--)
        {
            if (!axes.Contains(end - 1))
            {
                continue;
            }

            var start = end - 1;
            while (start > 0 && axes.Contains(start - 1))
            {
                start--;
            }

            var run = new AxisRun(Product(extents, 0, start), Product(extents, start, end), Product(extents, end, extents.Length));
            if (run.Extent > 1)
            {
                runs.Add(run);
            }

            for (var axis = start; axis < end; axis++)
            {
                extents[axis] = 1;
            }

            end = start + 1;
        }

        return runs;
    }

    private static int Product(int[] extents, int start, int end)
    {
        var product = 1;
        for (var axis = start; axis < end; axis++)
        {
            product *= extents[axis];
        }

        return product;
    }

    // Neighbouring axes, with what lies outside and within.
    private sealed record AxisRun(int Outer, int Extent, int Inner)
    {
        public TensorShape Image => TensorShape.Of(Outer, Extent, Inner);

        public TensorShape Result => TensorShape.Of(Outer, 1, Inner);

        public SlidingWindow Window => new() { KernelHeight = Extent, KernelWidth = 1 };
    }
}
