using Wfn.Graph;
using Wfn.Operators;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>Float32 calls over pixels whose channels lie side by side.</summary>
internal static class FloatPixelCalls
{
    /// <summary>A convolution.</summary>
    /// <param name="node">The node.</param>
    /// <param name="sum">The node of a fused sum (data), or null.</param>
    /// <param name="extents">Channels, rows and columns of the input.</param>
    /// <param name="source">How the input is read.</param>
    /// <param name="result">How the output lies.</param>
    /// <param name="addend">How the other activation of a fused sum lies, or null.</param>
    /// <param name="bounds">Bounds of the output.</param>
    /// <param name="from">The input.</param>
    /// <param name="to">The output.</param>
    /// <param name="other">The other activation, or null.</param>
    public static KernelCall Convolution(
        ConvolutionNode node,
        string? sum,
        (int Channels, int Height, int Width) extents,
        FloatSource source,
        ChannelsLastLayout result,
        ChannelsLastLayout? addend,
        FloatBounds bounds,
        PlanMemory from,
        PlanMemory to,
        PlanMemory? other)
    {
        // Taps that follow one another in memory, as far as the window goes.
        var runTaps = node.Window.DilationWidth == 1 ? node.Window.KernelWidth : 1;
        var multiplyAdds = MultiplyAdds(node.Window, result) * extents.Channels;
        return new KernelCall
        {
            Node = sum is null ? node.Name : $"{node.Name} + {sum}",
            What = Words.Convolution(node.Window, extents, result.Extents, 1) + (sum is null ? "" : ", and a sum"),
            State = KernelObject.New(
                "FloatChannelsLastConvolution",
                ("weights", new FloatWeightsValue(node.Weight, null)),
                ("bias", PlanScope.Bias(node.Bias, result.Channels)),
                ("bounds", bounds.Kernel),
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
                ("addend", addend is null ? null : FloatSource.ImageOf(addend))),
            Type = "FloatChannelsLastConvolution",
            Method = "Run",
            Arguments = [WorkspaceValue.Instance, from.Offset, to.Offset, .. other is { } memory ? [memory.Offset] : Array.Empty<KernelValue>()],
            Cost = CallCost.Multiplied("float32, pixels", multiplyAdds) with
            {
                Shape = Words.Shape(extents, result.Extents),
                Cycles = FloatCost.Pixels(multiplyAdds, result.Channels),
            },
        };
    }

    /// <summary>A convolution of every channel with a window of its own.</summary>
    public static KernelCall Depthwise(
        ConvolutionNode node, ChannelsLastLayout source, ChannelsLastLayout result, FloatBounds bounds, PlanMemory from, PlanMemory to)
    {
        var input = FloatSource.Of(source, node.Window);
        var multiplyAdds = MultiplyAdds(node.Window, result);
        return new KernelCall
        {
            Node = node.Name,
            What = Words.Convolution(node.Window, source.Extents, result.Extents, source.Channels),
            State = KernelObject.New(
                "FloatDepthwiseConvolution",
                ("weights", new FloatWeightsValue(node.Weight, null)),
                ("taps", input.Taps(node.Window, 1)),
                ("bias", PlanScope.Bias(node.Bias, result.Channels)),
                ("bounds", bounds.Kernel),
                ("input", input.Image),
                ("rows", result.Height),
                ("columns", result.Width),
                ("strideHeight", node.Window.StrideHeight),
                ("strideWidth", node.Window.StrideWidth),
                ("output", FloatSource.ImageOf(result))),
            Type = "FloatDepthwiseConvolution",
            Method = "Run",
            Arguments = [WorkspaceValue.Instance, from.Offset, to.Offset],
            Cost = CallCost.Multiplied("float32, depthwise", multiplyAdds) with
            {
                Shape = Words.Shape(source.Extents, result.Extents),
                Cycles = FloatCost.Depthwise(multiplyAdds),
            },
        };
    }

    /// <summary>A pool.</summary>
    public static KernelCall Pool(
        string node, PoolLayout pool, bool isMaximum, ChannelsLastLayout source, ChannelsLastLayout result, PlanMemory from, PlanMemory to) => new()
        {
            Node = node,
            What = PoolCalls.What(pool, isMaximum),
            State = KernelObject.New(
                "FloatChannelsLastPool",
                ("window", PoolCalls.Window(pool)),
                ("input", FloatSource.ImageOf(source)),
                ("output", FloatSource.ImageOf(result))),
            Type = "FloatChannelsLastPool",
            Method = isMaximum ? "Max" : "Average",
            Arguments = [from, to],
            Cost = new CallCost
            {
                Kernel = isMaximum ? "max pool" : "average pool",
                Shape = Words.Shape(source.Extents, result.Extents),
                Cycles = FloatCost.Elements((long)from.Length + to.Length, result.Channels),
            },
        };

    /// <summary>A function of single elements.</summary>
    public static KernelCall Function(
        string node, FunctionValue function, ChannelsLastLayout source, ChannelsLastLayout result, PlanMemory from, PlanMemory to) => new()
        {
            Node = node,
            What = function.Kind,
            Type = "FloatElementwise",
            Method = "Map",
            Arguments = source.IsPlain && result.IsPlain
                ? [function, from, to]
                :
                [
                    function,
                    result.Height,
                    result.Width * result.Channels,
                    source.StartBytes / sizeof(float),
                    source.RowBytes / sizeof(float),
                    result.StartBytes / sizeof(float),
                    result.RowBytes / sizeof(float),
                    from,
                    to,
                ],
            Cost = new CallCost { Kernel = function.Kind },
        };

    private static long MultiplyAdds(SlidingWindow window, ChannelsLastLayout result) =>
        (long)result.Height * result.Width * result.Channels * window.KernelHeight * window.KernelWidth;
}
