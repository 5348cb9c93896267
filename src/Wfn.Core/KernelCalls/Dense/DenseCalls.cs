using Wfn.Graph;
using Wfn.Integers;
using Wfn.Kernels;

namespace Wfn.KernelCalls;

/// <summary>A convolution or fully connected layer of decoded weights, with what is fused into it.</summary>
/// <param name="Node">The graph node it stems from (data).</param>
/// <param name="Weights">The kernel, [outputs, inputs / groups, height, width].</param>
/// <param name="Bias">Bias of each output channel in accumulator units.</param>
/// <param name="Shift">Right shift from accumulator to output.</param>
/// <param name="InputBounds">The range of its inputs.</param>
/// <param name="Bounds">Saturation of the convolution's own result.</param>
/// <param name="Choice">Geometry, arithmetic and the order of its steps.</param>
/// <param name="Source">How the input lies.</param>
/// <param name="Result">How the output lies.</param>
/// <param name="Sum">What is added to the result, or null.</param>
/// <param name="Pool">The pool that its outputs go through, or null.</param>
internal sealed record DenseCallLayer(
    string Node,
    IndexedWeights Weights,
    EquatableArray<int> Bias,
    int Shift,
    OutputBounds InputBounds,
    OutputBounds Bounds,
    DenseKernelChoice Choice,
    ChannelsLastLayout Source,
    ChannelsLastLayout Result,
    DenseSum? Sum,
    DensePool? Pool)
{
    /// <summary>Pixels that are computed.</summary>
    public long Pixels => (long)Result.Height * Result.Width * (Pool?.Pixels ?? 1);

    /// <summary>Geometry.</summary>
    public DenseGeometry Geometry => Choice.Geometry;

    /// <summary>The window of one pixel.</summary>
    public SlidingWindow OwnWindow => Geometry.WidthUnroll == 1
        ? Geometry.Window
        : Geometry.Window with { KernelWidth = Geometry.Window.KernelWidth - ((Geometry.WidthUnroll - 1) * Geometry.UnrollStride), StrideWidth = Geometry.UnrollStride };
}

/// <summary>Calls of kernels that multiply decoded weights.</summary>
internal static class DenseCalls
{
    private const int VectorBytes = 64;

    // Four taps of a vector of bytes are four vectors.
    private const int VectorsZipped = 4;

    // Pixels that share a vector of weights.
    private const int TilePixels = 8;

    /// <summary>The call of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="from">The input.</param>
    /// <param name="to">The output.</param>
    /// <param name="scratch">Room for accumulators.</param>
    /// <param name="other">The other activation of a sum, or null.</param>
    public static KernelCall Convolution(DenseCallLayer layer, PlanMemory from, PlanMemory to, PlanMemory scratch, PlanMemory? other)
    {
        var state = layer.Choice.Arithmetic switch
        {
            DenseArithmetic.DepthwiseBytes => Depthwise(layer),
            DenseArithmetic.LookedUp => LookedUp(layer),
            DenseArithmetic.DepthwiseShifts => DepthwiseShifts(layer),
            _ => Dense(layer),
        };
        return new KernelCall
        {
            Node = (layer.Sum?.Node ?? layer.Pool?.Node) is { } fused ? $"{layer.Node} + {fused}" : layer.Node,
            What = Words.Convolution(layer.OwnWindow, layer.Source.Extents, layer.Result.Extents, layer.Geometry.Groups)
                + (layer.Sum is null ? "" : ", and a sum") + (layer.Pool is null ? "" : ", and a max pool"),
            State = state,
            Parts = state.Parts(),
            Type = state.Type,
            Method = "Run",
            Arguments =
            [
                WorkspaceValue.Instance, from.Offset, to.Offset, scratch.Offset, .. other is { } memory ? [memory.Offset] : Array.Empty<KernelValue>(),
            ],
            Cost = layer.Choice.Arithmetic switch
            {
                DenseArithmetic.DepthwiseBytes => DepthwiseCost(layer),
                DenseArithmetic.LookedUp or DenseArithmetic.DepthwiseShifts => AddedCost(layer),
                _ => DenseCost(layer),
            },
            Batch = CanShare(layer) ? new ChannelsLastBatch(layer.Weights.Indices.Count, layer.Source, layer.Result, layer.Choice.BlockOutputs) : null,
        };
    }

    /// <summary>Several samples, the pixels of a row, by the call of one.</summary>
    /// <param name="single">The call of one sample.</param>
    /// <param name="source">How the inputs lie.</param>
    /// <param name="result">How the outputs lie.</param>
    /// <param name="from">The inputs.</param>
    /// <param name="to">The outputs.</param>
    /// <param name="scratch">Room for accumulators.</param>
    public static KernelCall Samples(
        KernelCall single, ChannelsLastLayout source, ChannelsLastLayout result, PlanMemory from, PlanMemory to, PlanMemory scratch) => single with
        {
            State = KernelObject.Made(
                single.Type,
                "ForSamples",
                null,
                ("samples", result.Width),
                ("input", ChannelsLastCalls.Image(source)),
                ("epilogue", ((ObjectValue)single.State!["epilogue"]).Made.With("output", ChannelsLastCalls.Image(result)))) with
            {
                Receiver = single.State,
            },
            Parts = null,
            Arguments = [WorkspaceValue.Instance, from.Offset, to.Offset, scratch.Offset],
        };

    // Fully connected layers over one pixel.
    private static bool CanShare(DenseCallLayer layer) =>
        layer.Result.Height * layer.Result.Width == 1 && layer.Geometry.Groups == 1 && layer.Sum is null && layer.Pool is null
        && layer.Choice.Arithmetic is DenseArithmetic.Bytes or DenseArithmetic.Shorts or DenseArithmetic.LookedUp
        && layer.Source.Border == default && layer.Result.Border == default && layer.Geometry.Window is { PadTop: 0, PadLeft: 0 };

    private static KernelObject Dense(DenseCallLayer layer) => KernelObject.New(
        "DenseConvolution", [("shape", Shape(layer)), .. Weights(layer)]);

    private static KernelObject Depthwise(DenseCallLayer layer) => KernelObject.New(
        "DepthwiseConvolution",
        [
            ("channels", layer.Bias.Count),
            ("tapOffsets", layer.Geometry.TapOffsets(layer.Source)),
            ("tapOrder", layer.Geometry.TapOrder),
            ("segments", Segments(layer)),
            ("pairLimit", layer.Choice.PairLimit),
            ("weightScaleLog2", layer.Choice.Schedule.ScaleLog2),
            .. Weights(layer),
        ]);

    private static KernelObject LookedUp(DenseCallLayer layer) => KernelObject.New(
        "LookupConvolution",
        [
            ("inputs", layer.Source.Channels),
            ("tapOffsets", layer.Geometry.TapOffsets(layer.Source)),
            ("minimum", layer.InputBounds.Minimum),
            ("maximum", layer.InputBounds.Maximum),
            .. Weights(layer),
        ]);

    private static KernelObject DepthwiseShifts(DenseCallLayer layer) => KernelObject.New(
        "ShiftDepthwiseConvolution", [("tapOffsets", layer.Geometry.TapOffsets(layer.Source)), .. Weights(layer)]);

    // Weights, where they are used, and what becomes of their sums.
    private static (string Name, KernelValue Value)[] Weights(DenseCallLayer layer) =>
    [
        ("indices", new IndicesValue(layer.Weights)),
        ("mantissas", new MantissasValue(layer.Weights)),
        ("bias", layer.Bias),
        ("input", ChannelsLastCalls.Image(layer.Source, layer.Geometry.Window.PadTop, layer.Geometry.Window.PadLeft)),
        ("rows", layer.Result.Height),
        ("columns", layer.Result.Width / layer.Geometry.WidthUnroll),
        ("strideHeight", layer.Geometry.Window.StrideHeight),
        ("strideWidth", layer.Geometry.Window.StrideWidth),
        ("epilogue", Tail(layer)),
    ];

    private static KernelObject Segments(DenseCallLayer layer) => KernelObject.Made(
        "AccumulationSegment",
        "Of",
        "AccumulationSegment[]",
        ("numbers", EquatableArray.TakeOwnership(AccumulationSegment.ToNumbers(layer.Choice.Schedule.Segments))));

    private static KernelObject Shape(DenseCallLayer layer) => KernelObject.New(
        "DenseShape",
        ("outputs", layer.Geometry.WidthUnroll * layer.Bias.Count),
        ("groups", layer.Geometry.Groups),
        ("inputs", layer.Source.Channels / layer.Geometry.Groups),
        ("kernelHeight", layer.Geometry.Window.KernelHeight),
        ("kernelWidth", layer.Geometry.Window.KernelWidth),
        ("stepElements", DenseGeometry.StepElements(layer.Choice.Arithmetic)),
        ("isContiguous", layer.Geometry.IsContiguous),
        ("runOffsets", layer.Geometry.RunOffsets(layer.Source)),
        ("segments", Segments(layer)),
        ("segmentEnds", layer.Choice.Schedule.BlockEnds),
        ("pairLimit", layer.Choice.PairLimit),
        ("weightScaleLog2", layer.Choice.Schedule.ScaleLog2),
        ("weightShift", layer.Geometry.WeightShift),
        ("zeroPoint", layer.Source.Zero),
        ("widthUnroll", layer.Geometry.WidthUnroll),
        ("unrollStride", layer.Geometry.UnrollStride));

    private static KernelObject Tail(DenseCallLayer layer) => KernelObject.New(
        "DenseEpilogue",
        ("weightShift", layer.Geometry.WeightShift),
        ("scale", Scale(layer.Shift, layer.Bounds)),
        ("output", ChannelsLastCalls.Image(layer.Result, joined: layer.Geometry.WidthUnroll)),
        ("addend", layer.Sum is null ? null : Addend(layer.Sum, layer.Geometry.WidthUnroll)),
        ("poolHeight", layer.Pool?.Height ?? 1),
        ("poolWidth", layer.Pool?.Width ?? 1));

    private static KernelObject Addend(DenseSum sum, int joined) => KernelObject.New(
        "DenseAddend",
        ("image", ChannelsLastCalls.Image(sum.Source, joined: joined)),
        ("resultShift", sum.ResultShift),
        ("resultNegated", sum.ResultNegated),
        ("addendShift", sum.AddendShift),
        ("addendNegated", sum.AddendNegated),
        ("scale", Scale(sum.Shift, sum.Bounds)));

    private static KernelObject Scale(int shift, OutputBounds bounds) =>
        KernelObject.Value("DenseScale", ("shift", shift), ("minimum", bounds.Minimum), ("maximum", bounds.Maximum));

    private static CallCost AddedCost(DenseCallLayer layer) => new()
    {
        Kernel = layer.Choice.Arithmetic == DenseArithmetic.LookedUp ? "look-up" : "depthwise, shifts",
        Shape = Words.Shape(layer.Source.Extents, layer.Result.Extents),
        Operations = layer.Pixels * layer.Weights.Indices.Count,
        WeightBytes = layer.Weights.Indices.Count,
        Vectors = LookupCost.Of(layer.Geometry, layer.Pixels),
    };

    private static CallCost DenseCost(DenseCallLayer layer)
    {
        var (schedule, joined) = (layer.Choice.Schedule, layer.Geometry.WidthUnroll);
        var outputs = Math.Min(DenseSizes.BlockOutputs, joined * layer.Bias.Count);
        return new CallCost
        {
            Kernel = layer.Choice.Arithmetic switch
            {
                DenseArithmetic.Bytes => "dense, bytes",
                DenseArithmetic.Shorts => "dense, 16 bits",
                _ => "depthwise, 16 bits",
            },
            Shape = Words.Shape(layer.Source.Extents, layer.Result.Extents),
            Tile = $"{Words.Number(schedule.BlockEnds.Count)} of {Words.Number(outputs)} × {Words.Number(Math.Min(TilePixels, layer.Pixels / joined))}",
            Flushes = schedule.Flushes,
            Operations = layer.Pixels * layer.Weights.Indices.Count,
            WeightBytes = schedule.Steps * VectorBytes,
            Vectors = (long)(layer.Pixels / joined * schedule.Cost),
        };
    }

    private static CallCost DepthwiseCost(DenseCallLayer layer)
    {
        var (schedule, channels) = (layer.Choice.Schedule, layer.Bias.Count);
        var vectors = ((layer.Pixels * channels) + VectorBytes - 1) / VectorBytes;
        return new CallCost
        {
            Kernel = "depthwise, bytes",
            Shape = Words.Shape(layer.Source.Extents, layer.Result.Extents),
            Tile = $"{Words.Number(VectorBytes)} of a row",
            Flushes = schedule.Flushes * VectorsZipped * ((channels + VectorBytes - 1) / VectorBytes),
            Operations = layer.Pixels * layer.Weights.Indices.Count,
            WeightBytes = schedule.Steps * sizeof(int) * channels,
            Vectors = (long)(vectors * ((schedule.Steps * DenseKernelChoice.DepthwiseStepCost) + (schedule.Flushes * AccumulationSchedule.FlushCost * VectorsZipped))),
        };
    }
}
