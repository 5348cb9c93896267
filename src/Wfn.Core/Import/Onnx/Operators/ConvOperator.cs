using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Convolution over one to three spatial axes, with groups, strides, dilations and every form of padding.</summary>
internal sealed class ConvOperator() : OnnxOperator(
    "Conv", "convolution; over one axis as an image of height 1, over three as an image of all layers", "kernels computed at run time; negative pads")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) =>
        ConvolutionImport.Run(node, graph, node.Activation(0), node.Floats(1, "the kernel"), node.OptionalFloats(2, "the bias"));
}
