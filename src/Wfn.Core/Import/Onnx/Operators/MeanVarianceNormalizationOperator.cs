using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Mean 0 and variance 1 over some axes.</summary>
internal sealed class MeanVarianceNormalizationOperator() : OnnxOperator(
    "MeanVarianceNormalization", "the difference to the mean, divided by the root of its mean square", "means over the batch")
{
    // What the standard adds to the deviation.
    private const float Least = 1e-9f;
    private static readonly long[] Missing = [0, 2, 3];

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var axes = node.Axes(node.Integers("axes") ?? Missing, x.Shape.Rank);
        foreach (var axis in axes)
        {
            AxisParts.RequireNoBatch(x, axis);
        }

        var centred = BinaryImport.Step(node, graph, BinaryOperator.Subtract, x, graph.MeanOver(node, x, axes));
        var variance = graph.MeanOver(node, graph.Function(node, UnaryFunctions.Square, centred), axes);
        var deviation = BinaryImport.Step(
            node, graph, BinaryOperator.Add, graph.Function(node, UnaryFunctions.Sqrt, variance), Steps.Number(node, "least", Least));
        BinaryImport.Result(node, graph, BinaryOperator.Divide, centred, deviation);
    }
}
