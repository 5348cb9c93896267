using Wfn.Import.Onnx.Families;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>A matrix product of integers that stand for real numbers, as real numbers.</summary>
internal sealed class MatMulIntegerToFloatOperator() : MicrosoftOperator(
    "MatMulIntegerToFloat", "matrix product of the real numbers, and a sum with the bias", "what MatMul lacks")
{
    private const int Bias = 6;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool ReadsQuantized => true;

    /// <inheritdoc/>
    public override bool EndsIntegers(NodeProto node) => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var a = QuantizedOperand.Real(node, graph, node.Input(0), QuantizedOperand.Form(node, 2, 4, -2));
        var b = QuantizedOperand.Real(node, graph, node.Input(1), QuantizedOperand.Form(node, 3, 5, -1));
        MatMulOperator.Multiply(node, graph, a, b);
        if (node.HasInput(Bias))
        {
            FusedActivation.Add(node, graph, node.Input(Bias));
        }
    }
}
