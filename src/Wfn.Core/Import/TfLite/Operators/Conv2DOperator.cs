using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Convolution of images with a kernel [outputs, height, width, inputs / groups].</summary>
internal sealed class Conv2DOperator() : TfLiteOperator("CONV_2D", "convolution", "kernels computed at run time")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        node.RequireRank(x, 4);
        var kernel = node.Floats(1, "the kernel");
        var extents = kernel.Tensor.Extents;
        var channels = x.Shape[3];
        if (extents.Length != 4 || kernel.Tensor.Count == 0 || channels % extents[3] != 0)
        {
            throw node.Invalid($"has a kernel {kernel.Tensor} for an input {x.Shape}");
        }

        ImageWindow.Convolve(node, graph, x, kernel, [0, 3, 1, 2], channels / extents[3], fused: 3);
    }
}
