using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Convolution of every channel of images with kernels of its own, [1, height, width, outputs].</summary>
internal sealed class DepthwiseConv2DOperator()
    : TfLiteOperator("DEPTHWISE_CONV_2D", "convolution, a group a channel", "kernels computed at run time")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        node.RequireRank(x, 4);
        var kernel = node.Floats(1, "the kernel");
        var extents = kernel.Tensor.Extents;
        var channels = x.Shape[3];
        if (extents.Length != 4 || kernel.Tensor.Count == 0 || extents[0] != 1 || extents[3] % channels != 0)
        {
            throw node.Invalid($"has a kernel {kernel.Tensor} for an input {x.Shape}");
        }

        ImageWindow.Convolve(node, graph, x, kernel, [3, 0, 1, 2], channels, fused: 4);
    }
}
