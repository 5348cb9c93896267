using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>A layer norm of a sum.</summary>
internal sealed class SkipLayerNormalizationOperator() : MicrosoftOperator(
    "SkipLayerNormalization", "sums, and layer norm along the last axis", "its second and third output; what LayerNormalization lacks")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var sum = SkippedSum.Of(node, graph, node.Optional(4));
        LayerNormalizationOperator.Normalize(node, graph, sum, node.Floats(2, "the scale"), node.OptionalFloats(3, "the offset"), -1, node.Float("epsilon", 1e-12f));
    }
}
