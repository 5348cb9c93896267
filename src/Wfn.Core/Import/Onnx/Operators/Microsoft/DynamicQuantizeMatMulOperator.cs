using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>A matrix product of real numbers, which are rounded to 8 bits elsewhere, with a constant of integers.</summary>
internal sealed class DynamicQuantizeMatMulOperator() : MicrosoftOperator(
    "DynamicQuantizeMatMul", "matrix product of the real numbers, not rounded, and a sum with the bias", "what MatMul lacks")
{
    private const int Bias = 4;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var b = QuantizedOperand.Real(node, graph, node.Input(1), QuantizedOperand.Form(node, 2, 3, -1));
        MatMulOperator.Multiply(node, graph, node.Activation(0), b);
        if (node.HasInput(Bias))
        {
            FusedActivation.Add(node, graph, node.Input(Bias));
        }
    }
}
