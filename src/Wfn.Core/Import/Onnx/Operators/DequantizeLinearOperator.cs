using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Integers that stand for real numbers as those: constants at import; activations are real numbers already.</summary>
internal sealed class DequantizeLinearOperator() : OnnxOperator(
    "DequantizeLinear", "real numbers of a constant; nothing of an activation", "scales computed at run time; scales of blocks")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("output_dtype");
        if (node.Integer("block_size", 0) != 0)
        {
            throw new UnsupportedException("scales of blocks");
        }

        var axis = node.ToInt(node.Integer("axis", 1), "an axis");
        if (node.Input(0) is ConstantValue)
        {
            graph.Constant(node, QuantizedNumbers.Real(node, graph, 0, 1, 2, axis).Tensor);
        }
        else
        {
            var numbers = node.Activation(0);
            if (QuantizedRange.Of(node, numbers.Name, 1, 2) is { } range)
            {
                graph.Note(range);
            }

            graph.Alias(node, numbers);
        }
    }
}
