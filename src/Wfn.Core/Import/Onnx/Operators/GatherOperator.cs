using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Import.Onnx.Families;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The parts of a value at some indices along an axis.</summary>
internal sealed class GatherOperator() : OnnxOperator(
    "Gather", "gather, or slice where indices are evenly spaced, and reshape; at indices computed at run time a pick; constants are gathered at import",
    "the batch as its axis; values of a batch at indices of one")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override int QuantizedOperands => 1;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.OperandType(0);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(1) is IntegerValue)
        {
            var picked = RunTimeGather.Rows(node, graph, node.Input(0), node.Integer("axis", 0), node.Input(1));
            graph.Define(node.Output, node.Input(0) is IntegerValue or ConstantValue { Tensor.IsFloat: false } ? new IntegerValue(picked) : picked);
            return;
        }

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
            Take(node, graph, indices);
        }
    }

    private static ConstantTensor Fold(OnnxNode node, GraphBuilder graph, ConstantTensor tensor, ConstantTensor indices)
    {
        var axis = node.Axis(node.Integer("axis", 0), tensor.Rank);
        int[] extents = [.. tensor.Extents.Take(axis), .. indices.Extents, .. tensor.Extents.Skip(axis + 1)];
        var count = graph.Budget.ReserveConstant(node, extents);
        return ConstantLayout.Gather(tensor, axis, Indices(node, indices, tensor.Extents[axis]), extents, count);
    }

    private static void Take(OnnxNode node, GraphBuilder graph, ConstantTensor indices)
    {
        var x = TruthValues.Numbers(node, graph, node.Input(0)) as ActivationValue ?? node.Activation(0);
        var axis = node.Axis(node.Integer("axis", 0), x.Shape.Rank);
        AxisParts.RequireNoBatch(x, axis);
        var part = AxisParts.Take(node, graph, x, axis, Indices(node, indices, x.Shape[axis]));
        var extents = x.Shape.Dimensions;
        graph.ReshapeResult(node, part, TensorShape.Of([.. extents.Take(axis), .. indices.Extents, .. extents.Skip(axis + 1)]));
        if (node.Input(0) is IntegerValue && graph.Find(node.Output) is ActivationValue numbers)
        {
            graph.Redefine(node.Output, new IntegerValue(numbers));
        }
    }

    private static int[] Indices(OnnxNode node, ConstantTensor indices, int extent) =>
    [
        .. indices.Integers.Select(index => index >= -extent && index < extent
            ? (int)(index < 0 ? index + extent : index)
            : throw node.Invalid($"gathers index {index} of {extent}")),
    ];
}
