using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Families;

/// <summary>What operators have in common that move a window over images [batch, height, width, channels].</summary>
internal static class ImageWindow
{
    /// <summary>The image as the network's windows read it: channels first, and without an axis in front that is no batch.</summary>
    public static ActivationValue Image(TfLiteNode node, TfLiteGraph graph, LaidOutValue x)
    {
        node.RequireRank(x, 4);
        if (x.BatchAxis > 0 || (x.BatchAxis < 0 && x.Shape[0] != 1))
        {
            throw new UnsupportedException(
                $"an input {x.Shape} of {(x.BatchAxis > 0 ? "samples that are no images" : "several images that are not the batch")}");
        }

        var image = graph.InOrder(node, x, LaidOutValue.ChannelsFirst);
        return x.BatchAxis < 0 ? graph.Builder.Reshaped(node, "image", image, image.Shape.Without(0)) : image;
    }

    /// <summary>Defines a node's output by an image that a window made.</summary>
    public static void Result(TfLiteNode node, TfLiteGraph graph, ActivationValue image)
    {
        var batched = image.Shape.Rank == 4
            ? image
            : graph.Builder.Reshaped(node, "batch", image, TensorShape.Of([1, .. image.Shape.Dimensions]));
        graph.Result(node, new LaidOutValue(batched, LaidOutValue.ChannelsFirst));
    }

    /// <summary>A window over an image [batch, height, width, channels].</summary>
    /// <param name="node">The node.</param>
    /// <param name="shape">The image's shape.</param>
    /// <param name="padding">The padding, as the schema numbers it: so that strides alone decide the number of outputs, or none.</param>
    /// <param name="kernel">Rows and columns of the window.</param>
    /// <param name="strides">Rows and columns between two outputs.</param>
    /// <param name="dilations">Rows and columns between two taps.</param>
    public static SlidingWindow Of(
        TfLiteNode node, TensorShape shape, int padding, (int Rows, int Columns) kernel, (int Rows, int Columns) strides, (
            int Rows, int Columns) dilations)
    {
        var height = Axis(kernel.Rows, strides.Rows, dilations.Rows, shape[1]);
        var width = Axis(kernel.Columns, strides.Columns, dilations.Columns, shape[2]);
        return new SlidingWindow
        {
            KernelHeight = height.Kernel,
            KernelWidth = width.Kernel,
            StrideHeight = height.Stride,
            StrideWidth = width.Stride,
            DilationHeight = height.Dilation,
            DilationWidth = width.Dilation,
            PadTop = height.Before,
            PadBottom = height.After,
            PadLeft = width.Before,
            PadRight = width.After,
        };

        AxisWindow Axis(int taps, int stride, int dilation, int extent)
        {
            var window = new AxisWindow(taps, stride, dilation, 0, 0);
            window.Check(node);
            window = IsSame(node, padding) ? window.Same(extent, upper: true) : window;
            window.Check(node);
            return window;
        }
    }

    /// <summary>Whether a padding is the one that leaves the number of outputs to the strides.</summary>
    public static bool IsSame(TfLiteNode node, int padding) => padding switch
    {
        0 => true,
        1 => false,
        _ => throw node.Invalid($"has the padding number {padding}"),
    };

    /// <summary>A kernel with its axes in another order, as a parameter.</summary>
    public static string Kernel(TfLiteNode node, TfLiteGraph graph, ConstantValue kernel, int[] permutation, int[] extents)
    {
        graph.Budget.ReserveConstant(node, extents);
        return graph.Builder.Parameter(
            kernel, ParameterRole.Weight, "channelsFirst", extents, tensor => Folding.ConstantLayout.Transpose(tensor, permutation).Floats);
    }

    /// <summary>A bias of one value an output as a parameter, or null where it is left out.</summary>
    public static string? Bias(TfLiteNode node, TfLiteGraph graph, int input, int outputs)
    {
        if (!node.HasInput(input))
        {
            return null;
        }

        var bias = node.Floats(input, "the bias");
        return bias.Tensor.Count == outputs
            ? graph.Builder.Parameter(bias, ParameterRole.Bias, outputs)
            : throw node.Invalid($"has a bias {bias.Tensor}, which does not fit its {outputs} outputs");
    }
}
