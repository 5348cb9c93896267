using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A matrix product of integers that stand for real numbers.</summary>
internal sealed class QLinearMatMulOperator() : OnnxOperator(
    "QLinearMatMul", "fully connected layer of the real numbers, within the range of the integers", "a product of two activations; integers that no QuantizeLinear made")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        QuantizedProduct.RequireReal(node);
        MatMulOperator.ByMatrices(node, graph, node.Activation(0), QuantizedNumbers.Real(node, graph, 3, 4, 5, -1));
        QuantizedRange.Saturate(node, graph, 6, 7);
    }
}
