using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A matrix product of integers less their zero points.</summary>
internal sealed class MatMulIntegerOperator() : OnnxOperator(
    "MatMulInteger",
    "fully connected layer of the integers, or of the real numbers that DynamicQuantizeLinear is read as",
    "a product of two activations; integers that QuantizeLinear made")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = QuantizedProduct.Left(node, graph, 2);
        MatMulOperator.ByMatrices(node, graph, x, QuantizedProduct.Right(node, graph, 1, 3, isKernel: false));
        QuantizedProduct.IsOfIntegers(node, graph);
    }
}
