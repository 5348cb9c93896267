using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>What operators have in common that move a window over images [batch, height, width, channels].</summary>
internal static class ImageWindow
{
    /// <summary>The image as the network's windows read it: channels first, and without an axis in front that is no batch.</summary>
    public static ActivationValue Image(TfLiteNode node, TfLiteGraph graph, LaidOutValue x)
    {
        node.RequireRank(x, 4);
        BatchedImages.Require(x.Shape);
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
        return AxisWindow.Image(
            Axis(kernel.Rows, strides.Rows, dilations.Rows, shape[1]), Axis(kernel.Columns, strides.Columns, dilations.Columns, shape[2]));

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

    /// <summary>Defines a node's output by a convolution.</summary>
    /// <param name="node">The node; its second operand is the kernel, its third the bias.</param>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="x">The image.</param>
    /// <param name="kernel">The kernel, [.., height, width, ..].</param>
    /// <param name="permutation">Where its outputs, its inputs of a group, its rows and its columns are.</param>
    /// <param name="groups">The groups of channels.</param>
    /// <param name="fused">The option that tells the function fused with it; those behind it are the dilations, of columns first.</param>
    public static void Convolve(TfLiteNode node, TfLiteGraph graph, LaidOutValue x, ConstantValue kernel, int[] permutation, int groups, int fused)
    {
        var image = Image(node, graph, x);
        var own = kernel.Tensor.Extents;
        var window = Of(
            node, x.Shape, node.Choice(0), (own[1], own[2]), (node.Option(2), node.Option(1)), (node.Option(fused + 2, 1), node.Option(fused + 1, 1)));
        int[] extents = [.. permutation.Select(axis => own[axis])];
        var weight = Kernel(node, graph, kernel, permutation, extents);
        var bias = Bias(node, graph, 2, extents[0]);
        Result(node, graph, graph.Layer(node, "conv", node.Choice(fused), (name, output) => new ConvolutionNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
            Weight = weight,
            Bias = bias,
            Window = window,
            Groups = groups,
        }));
    }

    /// <summary>Defines a node's output by a pool.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="make">Makes the pool of its name, its input, its output and its window.</param>
    public static void Pool(TfLiteNode node, TfLiteGraph graph, Func<string, string, string, SlidingWindow, Node> make)
    {
        var x = graph.Activation(node, 0);
        var image = Image(node, graph, x);
        var window = Of(node, x.Shape, node.Choice(0), (node.Option(4), node.Option(3)), (node.Option(2), node.Option(1)), (1, 1));
        Result(node, graph, graph.Layer(node, "pool", node.Choice(5), (name, output) => make(name, image.Name, output, window)));
    }

    private static string Kernel(TfLiteNode node, TfLiteGraph graph, ConstantValue kernel, int[] permutation, int[] extents)
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
