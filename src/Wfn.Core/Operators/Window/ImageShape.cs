using Wfn.Graph;

namespace Wfn.Operators.Window;

/// <summary>Shapes of images: [channels, height, width] of one sample, or with the batch before them.</summary>
internal static class ImageShape
{
    /// <summary>The input's shape, checked to be an image's.</summary>
    public static TensorShape Of(Node node, TypeScope scope)
    {
        var shape = scope.Type(node, 0).Shape;
        var fits = shape.Rank == 3 ? SampleScope.BatchAxis(shape) < 0 : shape.Rank == 4 && shape[0] == TensorShape.Dynamic;
        node.Require(fits, $"needs an input [batch, channels, height, width] or [channels, height, width], not {shape}");
        return shape;
    }

    /// <summary>The extent of the channels.</summary>
    public static int Channels(TensorShape image) => image[image.Rank - 3];

    /// <summary>The shape with other channels, height and width.</summary>
    public static TensorShape With(TensorShape image, int channels, int height, int width) => image.Rank == 3
        ? TensorShape.Of(channels, height, width)
        : TensorShape.Of(image[0], channels, height, width);

    /// <summary>The shape that a pool makes of an image.</summary>
    public static TensorShape Pooled(TensorShape image, SlidingWindow window) => With(
        image, Channels(image), window.OutputHeight(image[image.Rank - 2]), window.OutputWidth(image[image.Rank - 1]));
}
