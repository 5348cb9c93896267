using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>1 at the first of the largest elements, 0 elsewhere: along one axis from opset 13, before over all axes from it on.</summary>
internal sealed class HardmaxOperator() : OnnxOperator(
    "Hardmax",
    "1 where the index is that of the largest value, else 0",
    "the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var isOneAxis = node.Opset >= 13;
        var axis = node.Axis(node.Integer("axis", isOneAxis ? -1 : 1), x.Shape.Rank);
        for (var each = axis; each < (isOneAxis ? axis + 1 : x.Shape.Rank); each++)
        {
            AxisParts.RequireNoBatch(x, each);
        }

        var extents = x.Shape.Dimensions.ToArray();
        var joined = new TensorShape(EquatableArray.Create<int>(extents.AsSpan(axis))).ElementCount;
        var flat = isOneAxis ? x : graph.Reshaped(node, "flat", x, TensorShape.Of([.. extents.Take(axis), joined]));
        var index = ArgumentStep.Of(node, graph, flat, ArgumentOperator.Max, axis, keepsAxis: true);
        var places = Steps.Places(node, graph, axis, flat.Shape.Rank, flat.Shape[axis]);
        graph.ReshapeResult(node, BinaryImport.Step(node, graph, BinaryOperator.Equal, index, places), x.Shape);
    }
}
