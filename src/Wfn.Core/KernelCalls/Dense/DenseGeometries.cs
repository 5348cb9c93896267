using Wfn.Graph;
using Wfn.Integers;

namespace Wfn.KernelCalls;

/// <summary>Makes the dense geometry of convolutions and fully connected layers.</summary>
internal static class DenseGeometries
{
    // Fewer outputs of a group leave most lanes of a vector empty.
    private const int LeastOutputsOfGroup = 4;

    /// <summary>The geometry of a convolution, or null where dense kernels do not take it.</summary>
    public static DenseGeometry? Of(ConvolutionOperation convolution, TensorShape input)
    {
        var outputs = convolution.Bias.Count;
        var inputs = input[0] / convolution.Groups;
        var isDepthwise = inputs == 1 && outputs == convolution.Groups;
        return convolution.Groups > 1 && !isDepthwise && outputs / convolution.Groups < LeastOutputsOfGroup
            ? null
            : Of(convolution.Weights, outputs, convolution.Groups, inputs, convolution.Window, input[1], input[2]) is { } geometry
                ? geometry with { CanUnrollWidth = true }
                : null;
    }

    /// <summary>The geometry of a fully connected layer over the whole of an activation.</summary>
    public static DenseGeometry? OfWhole(LinearOperation linear, ChannelExtents input) => Of(
        linear.Weights,
        linear.Bias.Count,
        1,
        input.Channels,
        new SlidingWindow { KernelHeight = input.Height, KernelWidth = input.Width },
        input.Height,
        input.Width);

    /// <summary>The geometry of a fully connected layer over the last axis: a row of pixels.</summary>
    public static DenseGeometry? OfRows(LinearOperation linear, ChannelExtents input) => Of(
        linear.Weights, linear.Bias.Count, 1, input.Channels, new SlidingWindow { KernelHeight = 1, KernelWidth = 1 }, 1, input.Width);

    private static DenseGeometry? Of(IndexedWeights weights, int outputs, int groups, int inputs, SlidingWindow window, int height, int width)
    {
        var mantissas = weights.Codebook.Mantissas.AsSpan();
        var indices = weights.Indices.AsSpan();
        var values = new int[indices.Length];
        var all = 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = mantissas[indices[i]];
            all |= values[i];
        }

        var shift = 0;
        while (all != 0 && (all & 1) == 0)
        {
            all >>= 1;
            shift++;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] >>= shift;
            if (Math.Abs(values[i]) > short.MaxValue)
            {
                return null;
            }
        }

        return new DenseGeometry
        {
            Outputs = outputs,
            Groups = groups,
            Inputs = inputs,
            Window = window,
            Height = height,
            Width = width,
            Weights = values,
            WeightShift = shift,
        };
    }
}

/// <summary>An activation as pixels of channels.</summary>
/// <param name="Channels">Channels of a pixel.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct ChannelExtents(int Channels, int Height, int Width)
{
    /// <summary>Three axes are channels, rows and columns; of fewer the last one is the channels, and the others are columns.</summary>
    public static ChannelExtents Of(TensorShape shape) => shape.Rank switch
    {
        3 => new ChannelExtents(shape[0], shape[1], shape[2]),
        0 => new ChannelExtents(1, 1, 1),
        _ => new ChannelExtents(shape[shape.Rank - 1], 1, shape.ElementCount / Math.Max(1, shape[shape.Rank - 1])),
    };
}
