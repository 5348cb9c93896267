using Wfn.Import.Onnx.Families;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>Attention whose queries, keys and values one matrix of integers makes of integers.</summary>
internal sealed class QAttentionOperator() : MicrosoftOperator(
    "QAttention", "what Attention becomes, of the real numbers", "what Attention lacks")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool ReadsQuantized => true;

    /// <inheritdoc/>
    public override bool EndsIntegers(NodeProto node) => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = QuantizedOperand.Real(node, graph, node.Input(0), QuantizedOperand.Form(node, 3, 6, 2));
        var matrix = QuantizedOperand.Real(node, graph, node.Constant(1, "the matrix"), QuantizedOperand.Form(node, 4, 7, -1));
        ProjectedAttention.Run(node.With([x, matrix, node.Input(2), node.Optional(5), node.Optional(8)]), graph);
    }
}
