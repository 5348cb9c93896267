using Wfn.Operators;
using static Wfn.Tool.Export.Onnx.OnnxWriter;

namespace Wfn.Tool.Export.Onnx.Forms;

/// <summary>Transposed convolutions: ONNX has inputs before outputs in the kernel, which stands as it is rather than turned.</summary>
internal static class TransposedConvolutionForm
{
    /// <summary>Writes one.</summary>
    public static void Write(TransposedConvolutionNode node, OnnxWriter onnx)
    {
        var shape = onnx.ShapeOf(node.Weight);
        var (outputs, inputs, height, width) = (shape[0] / node.Groups, shape[1], shape[2], shape[3]);
        var grouped = onnx.Value("Reshape", [node.Weight, onnx.Integers(node.Groups, outputs, inputs, height, width)]);
        var swapped = onnx.Value("Transpose", [grouped], Attribute("perm", [0, 2, 1, 3, 4]));
        var joined = onnx.Value("Reshape", [swapped, onnx.Integers(node.Groups * inputs, outputs, height, width)]);
        var turned = onnx.Value(
            "Slice", [joined, onnx.Integers(-1, -1), onnx.Integers(int.MinValue, int.MinValue), onnx.Integers(2, 3), onnx.Integers(-1, -1)]);
        var window = node.Window;
        onnx.Node(
            "ConvTranspose",
            node.Bias is { } bias ? [node.Inputs[0], turned, bias] : [node.Inputs[0], turned],
            node.Output,
            Attribute("kernel_shape", [window.KernelHeight, window.KernelWidth]),
            Attribute("strides", [window.StrideHeight, window.StrideWidth]),
            Attribute("dilations", [window.DilationHeight, window.DilationWidth]),
            Attribute("pads", [window.PadTop, window.PadLeft, window.PadBottom, window.PadRight]),
            Attribute("output_padding", node.OutputPadding),
            Attribute("group", node.Groups));
    }
}
