using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>alpha·A·B + C of integers that stand for real numbers; C is in units of both scales and of alpha.</summary>
internal sealed class QGemmOperator() : MicrosoftOperator(
    "QGemm",
    "fully connected layer of the real numbers, within the range of the integers where the result is kept as such",
    "B or C computed at run time; what Gemm lacks")
{
    private const int Bias = 6;

    private static readonly GemmOperator Meaning = new();

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool ReadsQuantized => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var columns = node.Flag("transB", false) ? 0 : 1;
        var a = QuantizedOperand.Real(node, graph, node.Input(0), QuantizedOperand.Form(node, 1, 2, 1));
        var b = QuantizedOperand.Real(node, graph, node.Constant(3, "B"), QuantizedOperand.Form(node, 4, 5, columns));
        var c = node.HasInput(Bias) ? QuantizedBias.Of(node, node.Constant(Bias, "C"), 1, 4, node.Float("alpha", 1f)) : null;
        Meaning.Import(node.With([a, b, c]), graph);
        if (node.HasInput(Bias + 1))
        {
            QuantizedRange.Saturate(node, graph, QuantizedOperand.Form(node, Bias + 1, Bias + 2, 1));
        }
    }
}
