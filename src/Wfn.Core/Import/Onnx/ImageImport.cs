using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.Onnx;

/// <summary>
/// Lets operators over [batch, channels, length] run as ones over images of height 1; and where no axis is the batch, one image
/// [1, channels, height, width] as one without its first axis.
/// </summary>
internal static class ImageImport
{
    /// <summary>The extents behind the channels; one to three of them.</summary>
    public static int[] Spatial(ActivationValue x) => x.Shape.Rank is 3 or 4 or 5
        ? [.. x.Shape.Dimensions.Skip(2)]
        : throw new UnsupportedException($"an input {x.Shape} with other than one to three axes behind the channels");

    /// <summary>The window over an image: of one axis, that of an image of height 1.</summary>
    public static SlidingWindow WindowOf(AxisWindow[] axes) => AxisWindow.Image(axes.Length == 1 ? AxisWindow.One : axes[0], axes[axes.Length - 1]);

    /// <summary>The extents of an image's kernel that has the elements of one [outputs, inputs, …], as [outputs, inputs, height, width].</summary>
    public static int[] KernelOf(int[] extents) => extents.Length switch
    {
        3 => [extents[0], extents[1], 1, extents[2]],
        5 => [extents[0], checked(extents[1] * extents[2]), extents[3], extents[4]],
        _ => extents,
    };

    /// <summary>The input as an image.</summary>
    public static ActivationValue AsImage(OnnxNode node, GraphBuilder graph, ActivationValue x)
    {
        BatchedImages.Require(x.Shape);
        int[] image = [x.Shape[1], x.Shape.Rank == 4 ? x.Shape[2] : 1, x.Shape[x.Shape.Rank - 1]];
        return graph.Reshaped(node, "image", x, TensorShape.Of(x.BatchAxis < 0 ? image : [x.Shape[0], .. image]));
    }

    /// <summary>A node over an image [batch, channels, height, width] as a step in between; its result has such axes, too.</summary>
    public static ActivationValue Step(
        OnnxNode node, GraphBuilder graph, string part, ActivationValue x, Func<string, ActivationValue, string, Node> make)
    {
        var image = AsImage(node, graph, x);
        var y = graph.Step(node, part, (name, output) => make(name, image, output));
        return graph.Reshaped(node, part, y, TensorShape.Of([x.Shape[0], .. y.Shape.Dimensions.Skip(y.Shape.Rank - 3)]));
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
