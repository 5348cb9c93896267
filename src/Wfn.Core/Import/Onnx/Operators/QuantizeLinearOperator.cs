using Wfn.Import.Onnx.Families;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>
/// Real numbers kept as integers: read as the real numbers, not rounded, within the range that the integers have, until something asks for
/// the integers themselves.
/// </summary>
internal sealed class QuantizeLinearOperator() : OnnxOperator(
    "QuantizeLinear",
    "clip to the range of the integers; numbers stay real numbers, and activation formats follow the range; integers where those are asked for: "
    + "quotients, rounded, moved and clipped",
    "types of floating point as integers that are asked for")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("saturate");
        node.Ignore("precision");
        var axis = node.ToInt(node.Integer("axis", 1), "an axis");
        var block = node.ToInt(node.Integer("block_size", 0), "a block size");
        var type = node.ToInt(node.Integer("output_dtype", 0), "a type");
        var form = QuantizedOperand.Form(node, 1, 2, axis, block, type == 0 ? null : TensorReader.Stored((DataType)type));
        if (type != 0 && !node.HasInput(2))
        {
            form = form with { Width = TensorReader.Stored((DataType)type) };
        }

        switch (node.Input(0))
        {
            case ConstantValue { Tensor: { IsFloat: true } tensor }:
                graph.Constant(node, QuantizedOperand.Integers(node, graph, tensor, form));
                break;
            case var input:
                var numbers = input is IntegerValue { Numbers: var sums } ? sums : node.Activation(0);
                graph.Define(node.Output, new QuantizedValue(QuantizedRange.Saturated(node, graph, numbers, form), form, node));
                break;
        }
    }
}
