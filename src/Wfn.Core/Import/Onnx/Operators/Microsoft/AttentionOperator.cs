using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>Attention whose queries, keys and values one matrix makes.</summary>
internal sealed class AttentionOperator() : MicrosoftOperator(
    "Attention",
    "a fully connected layer, and what ONNX's Attention becomes",
    "masks of starts and ends, or of four axes; buffers for the past; rotary embeddings in it")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ProjectedAttention.Run(node, graph);
}
