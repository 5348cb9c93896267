using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>
/// x − max − ln Σ e^(x − max): along one axis from opset 13, before that over all axes from one on. The largest is taken off first so
/// that large scores lose nothing.
/// </summary>
internal sealed class LogSoftmaxOperator() : OnnxOperator(
    "LogSoftmax", "the scores less their largest, less ln Σ e^x of that", "the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var rank = x.Shape.Rank;
        var axis = node.Axis(node.Integer("axis", node.Opset >= 13 ? -1 : 1), rank);
        var axes = node.Opset >= 13 ? [axis] : Enumerable.Range(axis, rank - axis).ToEquatableArray();
        if (axes.Contains(SampleScope.BatchAxis(x.Shape)))
        {
            throw new UnsupportedException("along the batch");
        }

        var largest = Reduced(ReductionOperator.Max, x);
        var scores = BinaryImport.Step(node, graph, BinaryOperator.Subtract, x, largest);
        BinaryImport.Result(node, graph, BinaryOperator.Subtract, scores, Reduced(ReductionOperator.LogSumExp, scores));

        ActivationValue Reduced(ReductionOperator reduction, ActivationValue value) => graph.Step(node, reduction.Kind, (name, output) => new ReductionNode
        {
            Name = name,
            Inputs = [value.Name],
            Output = output,
            Operator = reduction,
            Axes = axes,
            KeepsAxes = true,
        });
    }
}
