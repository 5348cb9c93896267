using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Convolution of images with a kernel [outputs, height, width, inputs / groups].</summary>
internal sealed class Conv2DOperator() : TfLiteOperator("CONV_2D", "convolution", "kernels computed at run time")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        var image = ImageWindow.Image(node, graph, x);
        var kernel = node.Floats(1, "the kernel");
        var extents = kernel.Tensor.Extents;
        var channels = x.Shape[3];
        if (extents.Length != 4 || kernel.Tensor.Count == 0 || channels % extents[3] != 0)
        {
            throw node.Invalid($"has a kernel {kernel.Tensor} for an input {x.Shape}");
        }

        var window = ImageWindow.Of(
            node, x.Shape, node.Choice(0), (extents[1], extents[2]), (node.Option(2), node.Option(1)), (
                node.Option(5, 1), node.Option(4, 1)));
        var weight = ImageWindow.Kernel(node, graph, kernel, [0, 3, 1, 2], [extents[0], extents[3], extents[1], extents[2]]);
        var bias = ImageWindow.Bias(node, graph, 2, extents[0]);
        ImageWindow.Result(node, graph, graph.Layer(node, "conv", node.Choice(3), (name, output) => new ConvolutionNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
            Weight = weight,
            Bias = bias,
            Window = window,
            Groups = channels / extents[3],
        }));
    }
}
