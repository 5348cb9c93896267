using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>x divided by its norm along an axis; where that is 0, x stays.</summary>
internal sealed class LpNormalizationOperator() : OnnxOperator(
    "LpNormalization", "a norm along the axis and a quotient", "the batch as its axis")
{
    // Below any norm that is not zero.
    private const float LeastNorm = 1e-37f;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var norm = Norms.Along(node, graph, x, [node.Axis(node.Integer("axis", -1), x.Shape.Rank)], node.Integer("p", 2));
        var least = BinaryImport.Step(node, graph, BinaryOperator.Maximum, norm, Steps.Number(node, "least", LeastNorm));
        BinaryImport.Result(node, graph, BinaryOperator.Divide, x, least);
    }
}
