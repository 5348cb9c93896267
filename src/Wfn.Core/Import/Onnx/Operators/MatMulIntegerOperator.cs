using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A matrix product of integers less their zero points.</summary>
internal sealed class MatMulIntegerOperator() : OnnxOperator(
    "MatMulInteger",
    "matrix product of the integers, or of the real numbers that DynamicQuantizeLinear is read as",
    "what MatMul lacks")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        MatMulOperator.Multiply(node, graph, Operand(node, graph, 0, 2), Operand(node, graph, 1, 3));
        QuantizedProduct.IsOfIntegers(node, graph);
    }

    private static ImportedValue Operand(OnnxNode node, GraphBuilder graph, int input, int zeroPoint) => node.Input(input) is ConstantValue
        ? QuantizedProduct.Constant(node, graph, input, zeroPoint, isKernel: false)
        : QuantizedProduct.Numbers(node, graph, input, zeroPoint);
}
