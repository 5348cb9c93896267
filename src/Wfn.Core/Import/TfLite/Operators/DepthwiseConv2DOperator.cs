using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Convolution of every channel of images with kernels of its own, [1, height, width, outputs].</summary>
internal sealed class DepthwiseConv2DOperator()
    : TfLiteOperator("DEPTHWISE_CONV_2D", "convolution, a group a channel", "kernels computed at run time")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        var image = ImageWindow.Image(node, graph, x);
        var kernel = node.Floats(1, "the kernel");
        var extents = kernel.Tensor.Extents;
        var channels = x.Shape[3];
        if (extents.Length != 4 || kernel.Tensor.Count == 0 || extents[0] != 1 || extents[3] % channels != 0)
        {
            throw node.Invalid($"has a kernel {kernel.Tensor} for an input {x.Shape}");
        }

        var window = ImageWindow.Of(
            node, x.Shape, node.Choice(0), (extents[1], extents[2]), (node.Option(2), node.Option(1)), (
                node.Option(6, 1), node.Option(5, 1)));
        var weight = ImageWindow.Kernel(node, graph, kernel, [3, 0, 1, 2], [extents[3], 1, extents[1], extents[2]]);
        var bias = ImageWindow.Bias(node, graph, 2, extents[3]);
        ImageWindow.Result(node, graph, graph.Layer(node, "conv", node.Choice(4), (name, output) => new ConvolutionNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
            Weight = weight,
            Bias = bias,
            Window = window,
            Groups = channels,
        }));
    }
}
