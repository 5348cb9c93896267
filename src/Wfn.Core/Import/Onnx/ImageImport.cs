using Wfn.Graph;

namespace Wfn.Import.Onnx;

/// <summary>Lets operators over [batch, channels, length] run as ones over images of height 1.</summary>
internal static class ImageImport
{
    /// <summary>The extents behind the channels; one or two of them.</summary>
    public static int[] Spatial(ActivationValue x) => x.Shape.Rank is 3 or 4
        ? [.. x.Shape.Dimensions.Skip(2)]
        : throw new UnsupportedException($"an input {x.Shape} with other than one or two axes behind the channels");

    /// <summary>The input as an image.</summary>
    public static ActivationValue AsImage(OnnxNode node, GraphBuilder graph, ActivationValue x) => x.Shape.Rank == 4
        ? x
        : graph.Reshaped(node, "image", x, TensorShape.Of(x.Shape[0], x.Shape[1], 1, x.Shape[2]));

    /// <summary>Defines the node's output by a node over the image; of an input with one spatial axis the height is taken away again.</summary>
    public static void Result(OnnxNode node, GraphBuilder graph, ActivationValue x, Func<string, string, Node> make)
    {
        if (x.Shape.Rank == 4)
        {
            graph.Result(node, make);
            return;
        }

        var y = graph.Step(node, "row", make);
        graph.ReshapeResult(node, y, TensorShape.Of(y.Shape[0], y.Shape[1], y.Shape[3]));
    }
}
