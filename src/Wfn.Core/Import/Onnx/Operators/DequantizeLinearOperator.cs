using Wfn.Import.Onnx.Families;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Integers that stand for real numbers as those: constants at import; activations that were quantised so are real numbers already.</summary>
internal sealed class DequantizeLinearOperator() : OnnxOperator(
    "DequantizeLinear",
    "real numbers of a constant; nothing of an activation that was quantised by the same scale; a difference and a product of other integers",
    "constants of scales computed at run time")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool ReadsQuantized => true;

    /// <inheritdoc/>
    public override bool EndsIntegers(NodeProto node) => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("output_dtype");
        var axis = node.ToInt(node.Integer("axis", 1), "an axis");
        var form = QuantizedOperand.Form(node, 1, 2, axis, node.ToInt(node.Integer("block_size", 0), "a block size"));
        if (node.Input(0) is ConstantValue constant)
        {
            graph.Constant(node, constant.Tensor.IsFloat
                ? QuantizedOperand.Scaled(node, graph, constant.Tensor, form) : QuantizedOperand.Real(node, graph, constant, form).Tensor);
            return;
        }

        graph.Alias(node, QuantizedOperand.Real(node, graph, node.Input(0), form));
    }
}
