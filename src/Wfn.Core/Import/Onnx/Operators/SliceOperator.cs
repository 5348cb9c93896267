using Wfn.Graph;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A regular part along some axes: bounds as attributes up to opset 9, as operands with steps from 10.</summary>
internal sealed class SliceOperator() : OnnxOperator("Slice", "slice; constants are sliced at import", "bounds computed at run time; a part of the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool TakesRepeated => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var areOperands = node.Opset >= 10;
        var starts = (areOperands ? node.OptionalIntegers(1, "starts") : node.Integers("starts")) ?? throw node.Invalid("has no starts");
        var ends = (areOperands ? node.OptionalIntegers(2, "ends") : node.Integers("ends")) ?? throw node.Invalid("has no ends");
        var axes = areOperands ? node.OptionalIntegers(3, "axes") : node.Integers("axes");
        var steps = areOperands ? node.OptionalIntegers(4, "steps") : null;
        if (ends.Length != starts.Length || (axes ?? starts).Length != starts.Length || (steps ?? starts).Length != starts.Length)
        {
            throw node.Invalid("has lists of starts, ends, axes and steps that differ in length");
        }

        if (node.Input(0) is ConstantValue { Tensor: var tensor })
        {
            var ranges = Ranges(node, tensor.Extents, starts, ends, axes, steps);
            int[] counts = [.. ranges.Select(range => range.Count)];
            graph.Budget.ReserveConstant(node, counts);
            if (tensor.RepeatedAxis >= 0 && ranges[tensor.RepeatedAxis] != new SliceRange(0, 1, 1))
            {
                throw new UnsupportedException("taking a part of the batch");
            }

            graph.Constant(
                node,
                ConstantLayout.Slice(tensor, [.. ranges.Select(range => range.Start)], [.. ranges.Select(range => range.Step)], counts)
                    .Repeated(tensor.RepeatedAxis));
        }
        else
        {
            Slice(node, graph, node.Activation(0), starts, ends, axes, steps);
        }
    }

    private static void Slice(
        OnnxNode node, GraphBuilder graph, ActivationValue x, long[] starts, long[] ends, long[]? axes, long[]? steps)
    {
        var extents = x.Shape.Dimensions.ToArray();
        starts = [.. starts];
        ends = [.. ends];
        for (var i = 0; i < starts.Length; i++)
        {
            if (x.BatchAxis >= 0 && node.Axis(axes?[i] ?? i, extents.Length) == x.BatchAxis)
            {
                RequireWholeBatch(starts[i], ends[i], steps?[i] ?? 1, graph.StaticBatch);
                starts[i] = 0;
                ends[i] = 1;
            }
        }

        // The batch counts as one element, which the check above made sure is taken.
        extents = [.. extents.Select(extent => extent == TensorShape.Dynamic ? 1 : extent)];
        var ranges = Ranges(node, extents, starts, ends, axes, steps);
        int[] counts = [.. ranges.Select((range, axis) => axis == x.BatchAxis ? TensorShape.Dynamic : range.Count)];
        if (counts.Contains(0))
        {
            throw node.Invalid($"takes nothing of {x.Shape}");
        }

        if (counts.SequenceEqual(x.Shape.Dimensions) && ranges.TrueForAll(range => range.Step > 0))
        {
            graph.Alias(node, x);
            return;
        }

        graph.Result(node, (name, output) => new SliceNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Starts = ranges.Select(range => range.Start).ToEquatableArray(),
            Steps = ranges.Select(range => range.Step).ToEquatableArray(),
            Shape = TensorShape.Of(counts),
        });
    }

    private static void RequireWholeBatch(long start, long end, long step, int? staticBatch)
    {
        var endsBehind = end == ConstantTensor.Batch || end >= (staticBatch ?? int.MaxValue);
        if (start != 0 || step != 1 || !endsBehind)
        {
            throw new UnsupportedException("taking a part of the batch");
        }
    }

    private static List<SliceRange> Ranges(OnnxNode node, int[] extents, long[] starts, long[] ends, long[]? axes, long[]? steps)
    {
        var ranges = extents.Select(extent => new SliceRange(0, 1, extent)).ToList();
        var named = new HashSet<int>();
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = node.Axis(axes?[i] ?? i, extents.Length);
            var step = steps?[i] ?? 1;
            if (step == 0 || !named.Add(axis))
            {
                throw node.Invalid(step == 0 ? "has a step of 0" : $"slices axis {axis} twice");
            }

            if (starts[i] == ConstantTensor.Batch || ends[i] == ConstantTensor.Batch || step == ConstantTensor.Batch)
            {
                throw new UnsupportedException("the batch's extent as a bound");
            }

            ranges[axis] = SliceRange.Of(starts[i], ends[i], step, extents[axis]);
        }

        return ranges;
    }
}
