using Wfn.Graph;
using Wfn.Operators;
using Wfn.Import.Onnx.Folding;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The parts of a value at some indices along an axis.</summary>
internal sealed class GatherOperator() : OnnxOperator(
    "Gather", "slice and reshape; constants are gathered at import", "indices that are no constant or not evenly spaced; the batch as its axis")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var indices = node.Constant(1, "indices").Tensor;
        if (indices.IsFloat)
        {
            throw node.Invalid("has indices that are no integers");
        }

        if (node.Input(0) is ConstantValue constant)
        {
            graph.Constant(node, Fold(node, graph, constant.Tensor, indices));
        }
        else
        {
            Slice(node, graph, node.Activation(0), indices);
        }
    }

    private static ConstantTensor Fold(OnnxNode node, GraphBuilder graph, ConstantTensor tensor, ConstantTensor indices)
    {
        var axis = node.Axis(node.Integer("axis", 0), tensor.Rank);
        int[] extents = [.. tensor.Extents.Take(axis), .. indices.Extents, .. tensor.Extents.Skip(axis + 1)];
        var count = graph.Budget.ReserveConstant(node, extents);
        return ConstantLayout.Gather(tensor, axis, Indices(node, indices, tensor.Extents[axis]), extents, count);
    }

    private static void Slice(OnnxNode node, GraphBuilder graph, ActivationValue x, ConstantTensor indices)
    {
        var axis = node.Axis(node.Integer("axis", 0), x.Shape.Rank);
        if (axis == 0)
        {
            throw new UnsupportedException("along the batch");
        }

        var positions = Indices(node, indices, x.Shape[axis]);
        var step = positions.Length > 1 ? positions[1] - positions[0] : 1;
        for (var i = 1; i < positions.Length; i++)
        {
            if (positions[i] - positions[i - 1] != step || step == 0)
            {
                throw new UnsupportedException("indices that are not evenly spaced");
            }
        }

        if (positions.Length == 0)
        {
            throw node.Invalid("gathers nothing");
        }

        var starts = new int[x.Shape.Rank];
        starts[axis] = positions[0];
        var steps = Enumerable.Repeat(1, x.Shape.Rank).ToArray();
        steps[axis] = step;
        var extents = x.Shape.Dimensions.ToArray();
        extents[axis] = positions.Length;
        var part = graph.Step(node, "slice", (name, output) => new SliceNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Starts = new EquatableArray<int>(starts),
            Steps = new EquatableArray<int>(steps),
            Shape = new TensorShape(new EquatableArray<int>(extents)),
        });
        graph.ReshapeResult(node, part, TensorShape.Of([.. extents.Take(axis), .. indices.Extents, .. extents.Skip(axis + 1)]));
    }

    private static int[] Indices(OnnxNode node, ConstantTensor indices, int extent) =>
    [
        .. indices.Integers.Select(index => index >= -extent && index < extent
            ? (int)(index < 0 ? index + extent : index)
            : throw node.Invalid($"gathers index {index} of {extent}")),
    ];
}
