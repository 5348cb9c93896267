using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A convolution of integers that stand for real numbers; its bias is in units of both scales.</summary>
internal sealed class QLinearConvOperator() : OnnxOperator(
    "QLinearConv", "convolution of the real numbers, within the range of the integers", "kernels, and scales of kernels, computed at run time")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool ReadsQuantized => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = QuantizedOperand.Real(node, graph, node.Input(0), QuantizedOperand.Form(node, 1, 2, 1)) as ActivationValue
            ?? throw new UnsupportedException("constants that are convolved");
        var kernel = QuantizedOperand.Real(node, graph, node.Constant(3, "the kernel"), QuantizedOperand.Form(node, 4, 5, 0));
        var bias = node.HasInput(8) ? QuantizedBias.Of(node, node.Constant(8, "the bias"), 1, 4) : null;
        ChannelsLast.Run(node, graph, x, (own, images) => ConvolutionImport.Run(own, graph, images, kernel, bias));
        QuantizedRange.Saturate(node, graph, QuantizedOperand.Form(node, 6, 7, 1));
    }
}
