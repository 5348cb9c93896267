using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Convolution over one or two spatial axes, with groups, strides, dilations and every form of padding.</summary>
internal sealed class ConvOperator() : OnnxOperator(
    "Conv", "convolution; over one axis as an image of height 1", "three spatial axes; kernels computed at run time; negative pads")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var spatial = ImageImport.Spatial(x);
        var kernel = node.Floats(1, "the kernel");
        var extents = kernel.Tensor.Extents;
        if (extents.Length != x.Shape.Rank)
        {
            throw node.Invalid($"has a kernel {kernel.Tensor} for an input {x.Shape}");
        }

        var groups = node.ToInt(node.Integer("group", 1), "a group count");
        var (window, _, _) = WindowImport.Read(node, spatial, [.. extents.Skip(2)], ceiling: false);
        var weight = graph.Parameter(
            kernel, ParameterRole.Weight, extents[0], extents[1], spatial.Length == 2 ? extents[2] : 1, extents[extents.Length - 1]);
        var bias = node.OptionalFloats(2, "the bias") is { } constant
            ? graph.Parameter(constant, ParameterRole.Bias, constant.Tensor.Extents)
            : null;
        var image = ImageImport.AsImage(node, graph, x);
        ImageImport.Result(node, graph, x, (name, output) => new ConvolutionNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
            Weight = weight,
            Bias = bias,
            Window = window,
            Groups = groups,
        });
    }
}
