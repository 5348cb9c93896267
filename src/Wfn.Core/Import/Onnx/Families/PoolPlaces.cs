using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Where the largest elements of a max pool come from, counted through the whole tensor.</summary>
internal static class PoolPlaces
{
    private const int MostTaps = 1024;

    /// <summary>The places, in the pool's shape.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="x">What is pooled, [batch, channels, ..].</param>
    /// <param name="axes">The windows.</param>
    /// <param name="countsColumns">Whether elements of a channel are counted from the first axis on, not from the last.</param>
    /// <exception cref="UnsupportedException">There is a batch: places are counted over all its samples.</exception>
    public static IntegerValue Of(OnnxNode node, GraphBuilder graph, ActivationValue x, PoolWindow[] axes, bool countsColumns)
    {
        int[] extents = [.. ElementParts.WithoutBatch(x).Dimensions];
        int[] spatial = [.. extents.Skip(2)];
        var taps = axes.Aggregate(1L, (product, axis) => product * axis.Axis.Kernel);
        if (taps > MostTaps)
        {
            throw new UnsupportedException($"the indices of windows of {taps} elements");
        }

        int[] counts = [.. axes.Select((axis, i) => (int)((spatial[i] + (long)axis.Axis.Before + axis.Axis.After - axis.Axis.Span) / axis.Axis.Stride) + 1)];
        if (Array.Exists(counts, count => count < 1))
        {
            throw node.Invalid($"has windows larger than {x.Shape} with its padding");
        }

        int[] strides = countsColumns ? [.. Enumerable.Reverse(Strides(Enumerable.Reverse(spatial)))] : Strides(spatial);
        var parts = new List<ActivationValue> { Padded(node, graph, x, axes) };
        for (var axis = 0; axis < axes.Length; axis++)
        {
            var (window, count, at) = (axes[axis].Axis, counts[axis], axis + 2);
            parts = [.. parts.SelectMany(part => Enumerable.Range(0, window.Kernel).Select(tap => AxisParts.Take(
                node, graph, part, at, [.. Enumerable.Range(0, count).Select(i => (tap * window.Dilation) + (i * window.Stride))])))];
        }

        // Taps side by side: the first of the largest ones counts.
        int[] pooled = [extents[0], extents[1], .. counts];
        int[] beside = [extents[0], extents[1], 1, .. counts];
        var all = parts.Select(part => graph.Reshaped(node, "tap", part, TensorShape.Of(beside)).Name).ToEquatableArray();
        var joined = graph.Step(node, "taps", (name, output) => new ConcatNode { Name = name, Inputs = all, Output = output, Axis = 2 });
        var tap = graph.Step(node, ArgumentOperator.Max.Kind, (name, output) =>
            new ArgumentNode { Name = name, Inputs = [joined.Name], Output = output, Operator = ArgumentOperator.Max, Axis = 2 });
        var offsets = new ConstantValue($"{node.Name}.offsets", ConstantTensor.OfFloats([(int)taps], [.. Enumerable.Range(0, (int)taps).Select(Offset)]));
        var offset = RunTimeGather.Rows(node, graph, offsets, 0, tap);
        var first = new float[graph.Budget.ReserveConstant(node, pooled)];
        for (var i = 0; i < first.Length; i++)
        {
            first[i] = First(i);
        }

        return new IntegerValue(BinaryImport.Step(node, graph, BinaryOperator.Add, offset, Steps.Numbers(node, "first", pooled, first)));

        float Offset(int place)
        {
            var sum = 0L;
            for (var axis = axes.Length - 1; axis >= 0; axis--)
            {
                sum += place % axes[axis].Axis.Kernel * (long)axes[axis].Axis.Dilation * strides[axis];
                place /= axes[axis].Axis.Kernel;
            }

            return sum;
        }

        // Where a window's first tap lies, which may be in the padding.
        float First(int place)
        {
            var sum = 0L;
            for (var axis = axes.Length - 1; axis >= 0; axis--)
            {
                sum += ((place % counts[axis] * (long)axes[axis].Axis.Stride) - axes[axis].Axis.Before) * strides[axis];
                place /= counts[axis];
            }

            return sum + (place * spatial.Aggregate(1L, (product, extent) => product * extent));
        }
    }

    private static int[] Strides(IEnumerable<int> extents)
    {
        int[] all = [.. extents];
        return [.. all.Select((_, axis) => all.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent))];
    }

    private static ActivationValue Padded(OnnxNode node, GraphBuilder graph, ActivationValue x, PoolWindow[] axes) =>
        Array.TrueForAll(axes, axis => axis.Axis is { Before: 0, After: 0 }) ? x : graph.Step(node, "padded", (name, output) => new PadNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Mode = PadMode.Constant,
            Before = [0, 0, .. axes.Select(axis => axis.Axis.Before)],
            After = [0, 0, .. axes.Select(axis => axis.Axis.After)],
            Value = float.MinValue,
        });
}
