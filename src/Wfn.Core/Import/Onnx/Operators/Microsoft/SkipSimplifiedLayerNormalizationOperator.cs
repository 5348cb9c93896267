using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>A sum divided by the root of its mean square.</summary>
internal sealed class SkipSimplifiedLayerNormalizationOperator() : MicrosoftOperator(
    "SkipSimplifiedLayerNormalization", "sums, and what ONNX's RMSNormalization becomes", "its second and third output")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var sum = SkippedSum.Of(node, graph, node.Optional(3));
        RMSNormalizationOperator.Normalize(node, graph, sum, node.Input(2), -1, node.Float("epsilon", 1e-12f));
    }
}
