using Wfn.Graph;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Convolution over one to three spatial axes, with groups, strides, dilations and every form of padding.</summary>
internal sealed class ConvOperator() : OnnxOperator(
    "Conv", "convolution; over one axis as an image of height 1, over three as an image of all layers", "kernels computed at run time; negative pads")
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
        var axes = WindowImport.Axes(node, spatial, [.. extents.Skip(2)]);
        var weight = graph.Parameter(kernel, ParameterRole.Weight, [.. ImageImport.KernelOf(extents)]);
        var bias = node.OptionalFloats(2, "the bias") is { } constant
            ? graph.Parameter(constant, ParameterRole.Bias, constant.Tensor.Extents)
            : null;
        if (VolumeImport.Is(x))
        {
            VolumeImport.Convolve(node, graph, x, axes, Convolution);
            return;
        }

        var window = ImageImport.WindowOf(axes);
        var image = ImageImport.AsImage(node, graph, x);
        ImageImport.Result(node, graph, x, (name, output) => Convolution(name, image, output, window));

        ConvolutionNode Convolution(string name, ActivationValue input, string output, SlidingWindow own) => new()
        {
            Name = name,
            Inputs = [input.Name],
            Output = output,
            Weight = weight,
            Bias = bias,
            Window = own,
            Groups = groups,
        };
    }
}
