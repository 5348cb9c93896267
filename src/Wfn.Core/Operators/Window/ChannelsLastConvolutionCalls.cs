using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>Convolutions in float32 with channels last.</summary>
internal static class ChannelsLastConvolutionCalls
{
    // The narrowest vector.
    private const int LeastOutputs = 4;

    /// <summary>In which layouts a convolution runs: with channels last in one group, or in a group for every channel.</summary>
    public static LayoutSupport Layouts(ConvolutionNode node, GraphIndex index)
    {
        var (input, outputs) = (index.Shape(node.Inputs[0]), index.Shape(node.Output)[0]);
        if (input.Rank != 3 || outputs % LeastOutputs != 0
            || (node.Groups != 1 && (node.Groups != outputs || input[0] != outputs)))
        {
            return LayoutSupport.RowMajor;
        }

        var isDense = node.Groups == 1;
        return LayoutSupport.ChannelsLast with { Window = node.Window, ReadsRowMajor = isDense, TakesSum = isDense };
    }

    /// <summary>Adds the call of a convolution.</summary>
    public static void Plan(ConvolutionNode node, PlanScope scope)
    {
        var shape = scope.InputShape();
        var (from, source) = scope.InputLayout is { } layout
            ? (scope.Input(), FloatSource.Of(layout, node.Window))
            : Padded(node, scope, shape);
        if (node.Groups == 1)
        {
            Dense(node, scope, (shape[0], shape[1], shape[2]), from, source);
        }
        else
        {
            Depthwise(node, scope, from, source);
        }
    }

    private static void Dense(
        ConvolutionNode node, PlanScope scope, (int Channels, int Height, int Width) extents, PlanMemory from, FloatSource source)
    {
        // Taps that follow one another in memory, as far as the window goes.
        var runTaps = node.Window.DilationWidth == 1 ? node.Window.KernelWidth : 1;
        var result = scope.OutputLayout!;
        var multiplyAdds = MultiplyAdds(node.Window, result) * extents.Channels;
        var state = KernelObject.New(
            "FloatChannelsLastConvolution",
            ("weights", new FloatWeightsValue(node.Weight, null)),
            ("bias", PlanScope.Bias(node.Bias, result.Channels)),
            ("bounds", scope.Bounds.Kernel),
            ("inputs", extents.Channels),
            ("runTaps", runTaps),
            ("runs", source.Taps(node.Window, runTaps)),
            ("planeLength", source.PlaneLength),
            ("input", source.Image),
            ("rows", result.Height),
            ("columns", result.Width),
            ("strideHeight", node.Window.StrideHeight),
            ("strideWidth", node.Window.StrideWidth),
            ("output", FloatSource.ImageOf(result)),
            ("addend", scope.Sum is null ? null : FloatSource.ImageOf(scope.Sum.Layout)));
        var cost = CallCost.Multiplied("float32, NHWC", multiplyAdds) with
        {
            Shape = Words.Shape(extents, result.Extents),
            Cycles = FloatCost.Pixels(multiplyAdds, result.Channels),
        };
        var what = Words.Convolution(node.Window, extents, result.Extents, 1) + (scope.Sum is null ? "" : ", and a sum");
        var to = scope.Output();
        scope.Layer(what, cost, state, [from.Offset, to.Offset, .. scope.SumInput is { } sum ? [sum.Offset] : Array.Empty<KernelValue>()]);
    }

    private static void Depthwise(ConvolutionNode node, PlanScope scope, PlanMemory from, FloatSource source)
    {
        var (input, result) = (scope.InputLayout!, scope.OutputLayout!);
        var multiplyAdds = MultiplyAdds(node.Window, result);
        var state = KernelObject.New(
            "FloatDepthwiseConvolution",
            ("weights", new FloatWeightsValue(node.Weight, null)),
            ("taps", source.Taps(node.Window, 1)),
            ("bias", PlanScope.Bias(node.Bias, result.Channels)),
            ("bounds", scope.Bounds.Kernel),
            ("input", source.Image),
            ("rows", result.Height),
            ("columns", result.Width),
            ("strideHeight", node.Window.StrideHeight),
            ("strideWidth", node.Window.StrideWidth),
            ("output", FloatSource.ImageOf(result)));
        var cost = CallCost.Multiplied("float32, depthwise", multiplyAdds) with
        {
            Shape = Words.Shape(input.Extents, result.Extents),
            Cycles = FloatCost.Depthwise(multiplyAdds),
        };
        var what = Words.Convolution(node.Window, input.Extents, result.Extents, input.Channels);
        var to = scope.Output();
        scope.Layer(what, cost, state, from.Offset, to.Offset);
    }

    // A row-major input with its padding in memory.
    private static (PlanMemory From, FloatSource Source) Padded(ConvolutionNode node, PlanScope scope, TensorShape shape)
    {
        var border = ChannelsLastBorder.Of(node.Window, shape[1], shape[2]);
        var (height, width) = (border.Top + shape[1] + border.Bottom, border.Left + shape[2] + border.Right);
        var source = new FloatSource(0, width, 1, height * width);
        if (border == default)
        {
            return (scope.Input(), source);
        }

        var padded = scope.Temporary((long)shape[0] * height * width);
        scope.Add(DataMovementCalls.Pad(
            node.Name,
            PadMode.Constant,
            shape.Dimensions,
            [0, border.Top, border.Left],
            [0, border.Bottom, border.Right],
            0,
            scope.Input(),
            padded));
        return (padded.AsRead, source);
    }

    private static long MultiplyAdds(SlidingWindow window, ChannelsLastLayout result) =>
        (long)result.Height * result.Width * result.Channels * window.KernelHeight * window.KernelWidth;
}
