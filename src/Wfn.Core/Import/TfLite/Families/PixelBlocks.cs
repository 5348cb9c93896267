using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Families;

/// <summary>What the operators have in common that exchange channels and blocks of pixels.</summary>
internal static class PixelBlocks
{
    /// <summary>The image, channels first and a batch in front, and the extent of a block.</summary>
    public static (ActivationValue Image, int Size) Of(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        node.RequireRank(x, 4);
        if (x.BatchAxis > 0)
        {
            throw new UnsupportedException($"an input {x.Shape} of samples that are no images");
        }

        var size = node.Option(0);
        return size is >= 1 and <= Limits.Window
            ? (graph.InOrder(node, x, LaidOutValue.ChannelsFirst), size)
            : throw node.Invalid($"has a block size of {size}; it goes from 1 to {Limits.Window}");
    }

    /// <summary>Defines a node's output: the image under a finer shape, its axes in another order, joined again.</summary>
    public static void Result(TfLiteNode node, TfLiteGraph graph, ActivationValue image, int[] split, int[] permutation, int[] joined)
    {
        var ordered = graph.Builder.Rearranged(node, image, split, permutation);
        graph.Result(node, new LaidOutValue(
            graph.Builder.Reshaped(node, "joined", ordered, TensorShape.Of(joined)), LaidOutValue.ChannelsFirst));
    }
}
