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
        ConvolutionImport.Run(node, graph, x, kernel, node.HasInput(8) ? Bias(node) : null);
        QuantizedRange.Saturate(node, graph, QuantizedOperand.Form(node, 6, 7, 1));
    }

    private static ConstantValue Bias(OnnxNode node)
    {
        var bias = node.Constant(8, "the bias");
        var (input, kernel) = (node.Floats(1, "a scale").Tensor, node.Floats(4, "a scale").Tensor);
        if (bias.Tensor.IsFloat || input.Count != 1 || (kernel.Count != 1 && kernel.Count != bias.Tensor.Count))
        {
            throw node.Invalid($"has a bias {bias.Tensor} and the scales {input} and {kernel}");
        }

        float[] values =
        [
            .. bias.Tensor.Integers.Select((value, output) =>
                (float)(value * (double)input.Floats[0] * kernel.Floats[kernel.Count == 1 ? 0 : output])),
        ];
        return bias with { Tensor = ConstantTensor.OfFloats(bias.Tensor.Extents, values) };
    }
}
