using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>What the convolutions have in common, whatever their numbers are kept as.</summary>
internal static class ConvolutionImport
{
    /// <summary>Defines the node's output by a convolution.</summary>
    /// <param name="node">The node, whose attributes tell the window.</param>
    /// <param name="graph">The network.</param>
    /// <param name="x">What is convolved.</param>
    /// <param name="kernel">The kernel, of real numbers.</param>
    /// <param name="given">The bias, or null.</param>
    public static void Run(OnnxNode node, GraphBuilder graph, ActivationValue x, ConstantValue kernel, ConstantValue? given)
    {
        var spatial = ImageImport.Spatial(x);
        var extents = kernel.Tensor.Extents;
        if (extents.Length != x.Shape.Rank)
        {
            throw node.Invalid($"has a kernel {kernel.Tensor} for an input {x.Shape}");
        }

        var groups = node.ToInt(node.Integer("group", 1), "a group count");
        var axes = WindowImport.Axes(node, spatial, [.. extents.Skip(2)]);
        var weight = graph.Parameter(kernel, ParameterRole.Weight, [.. ImageImport.KernelOf(extents)]);
        var bias = given is null ? null : graph.Parameter(given, ParameterRole.Bias, given.Tensor.Extents);
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
