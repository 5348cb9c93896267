using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.Onnx;

/// <summary>
/// Lets operators over [batch, channels, length] run as ones over images of height 1; and where no axis is the batch, one image
/// [1, channels, height, width] as one without its first axis.
/// </summary>
internal static class ImageImport
{
    /// <summary>The extents behind the channels; one or two of them.</summary>
    public static int[] Spatial(ActivationValue x) => x.Shape.Rank is 3 or 4
        ? [.. x.Shape.Dimensions.Skip(2)]
        : throw new UnsupportedException($"an input {x.Shape} with other than one or two axes behind the channels");

    /// <summary>The input as an image.</summary>
    public static ActivationValue AsImage(OnnxNode node, GraphBuilder graph, ActivationValue x)
    {
        if (x.BatchAxis > 0 || (x.BatchAxis < 0 && x.Shape[0] != 1))
        {
            throw new UnsupportedException(
                $"an input {x.Shape} of {(x.BatchAxis > 0 ? "samples that are no images" : "several images that are not the batch")}");
        }

        int[] image = [x.Shape[1], x.Shape.Rank == 4 ? x.Shape[2] : 1, x.Shape[x.Shape.Rank - 1]];
        return graph.Reshaped(node, "image", x, TensorShape.Of(x.BatchAxis < 0 ? image : [x.Shape[0], .. image]));
    }

    /// <summary>Defines the node's output by a node over the image; of an input with one spatial axis the height is taken away again, and the axis that was no batch put back.</summary>
    public static void Result(OnnxNode node, GraphBuilder graph, ActivationValue x, Func<string, string, Node> make)
    {
        if (x.Shape.Rank == 4 && x.BatchAxis == 0)
        {
            graph.Result(node, make);
            return;
        }

        var y = graph.Step(node, x.Shape.Rank == 4 ? "image" : "row", make);
        int[] made = [x.Shape[0], .. y.Shape.Dimensions.Skip(y.Shape.Rank - 3)];
        graph.ReshapeResult(node, y, TensorShape.Of(x.Shape.Rank == 4 ? made : [made[0], made[1], made[3]]));
    }
}
