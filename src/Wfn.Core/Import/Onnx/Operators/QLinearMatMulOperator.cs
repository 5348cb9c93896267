using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A matrix product of integers that stand for real numbers.</summary>
internal sealed class QLinearMatMulOperator() : OnnxOperator(
    "QLinearMatMul", "matrix product of the real numbers, within the range of the integers", "what MatMul lacks")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool ReadsQuantized => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        MatMulOperator.Multiply(
            node,
            graph,
            QuantizedOperand.Real(node, graph, node.Input(0), QuantizedOperand.Form(node, 1, 2, -2)),
            QuantizedOperand.Real(node, graph, node.Input(3), QuantizedOperand.Form(node, 4, 5, -1)));
        QuantizedRange.Saturate(node, graph, QuantizedOperand.Form(node, 6, 7, -1));
    }
}
