using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>
/// e^x / Σ e^x: along one axis from opset 13, before that over all axes from one on, taken as a single one.
/// </summary>
internal sealed class SoftmaxOperator() : OnnxOperator("Softmax", "softmax", "the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var rank = x.Shape.Rank;
        var isOneAxis = node.Opset >= 13;
        var axis = node.Axis(node.Integer("axis", isOneAxis ? -1 : 1), rank);
        if (x.BatchAxis >= 0 && (isOneAxis ? axis == x.BatchAxis : axis <= x.BatchAxis))
        {
            throw new UnsupportedException("along the batch");
        }

        if (isOneAxis || axis == rank - 1)
        {
            graph.Result(node, (name, output) => new SoftmaxNode { Name = name, Inputs = [x.Name], Output = output, Axis = axis });
            return;
        }

        var extents = x.Shape.Dimensions.ToArray();
        var joined = new TensorShape(EquatableArray.Create<int>(extents.AsSpan(axis))).ElementCount;
        var flat = graph.Reshaped(node, "flat", x, TensorShape.Of([.. extents.Take(axis), joined]));
        var scores = graph.Step(node, "softmax", (name, output) => new SoftmaxNode
        {
            Name = name,
            Inputs = [flat.Name],
            Output = output,
            Axis = axis,
        });
        graph.ReshapeResult(node, scores, x.Shape);
    }
}
