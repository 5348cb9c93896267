namespace Wfn.Import.Onnx.Operators;

/// <summary>ONNX Runtime's name of RMSNormalization, which it writes into ONNX's own domain.</summary>
internal sealed class SimplifiedLayerNormalizationOperator() : OnnxOperator(
    "SimplifiedLayerNormalization", "what RMSNormalization becomes", "its second output; means over the batch")
{
    private static readonly RMSNormalizationOperator Meaning = new();

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => Meaning.Import(node, graph);
}
