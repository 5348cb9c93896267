using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Kernels.Tests.Dense;

/// <summary>Runs a plan of dense and channels-last steps as generated code does, with vectors of a given width and sums of a given kind.</summary>
internal static class DensePlanRunner
{
    // What stands in memory that nobody has written must make no difference.
    private const short Garbage = unchecked((short)0xA5A5);

    // Elements behind the workspace, which no kernel may write.
    private const int Behind = 512;

    /// <summary>Runs one sample of a network of one input and one output; null where the plan has steps of other kinds.</summary>
    public static int[]? Run(ExecutionPlan plan, int[] input, int laneWidth, int byteSums)
    {
        var memory = new short[plan.WorkspaceLength + Behind];
        Array.Fill(memory, Garbage);
        var workspace = memory.AsSpan(0, plan.WorkspaceLength);
        var shorts = input.Select(v => (short)v).ToArray();
        var port = plan.Inputs[0];
        var place = workspace.Slice(port.Region.Offset, port.Region.Length);
        if (port.Layout is { } layout)
        {
            new ChannelsLastInput(Image(layout), Padding(layout), layout.Channels, layout.Height, layout.Width)
                .Rescale(shorts, place, new Rescale(0, short.MinValue, short.MaxValue));
        }
        else
        {
            shorts.CopyTo(place);
        }

        foreach (var step in plan.Steps)
        {
            if (!Run(step, workspace, laneWidth, byteSums))
            {
                return null;
            }
        }

        Assert.All(memory[plan.WorkspaceLength..], value => Assert.Equal(Garbage, value));
        var region = plan.Outputs[0].Region;
        return [.. memory.AsSpan(region.Offset, region.Length).ToArray().Select(v => (int)v)];
    }

    /// <summary>Runs several samples at once, by the layers of one.</summary>
    public static int[][] Run(SamplesPlan samples, SamplesSteps size, ExecutionPlan single, int[][] inputs, int laneWidth, int byteSums)
    {
        var memory = new short[size.Plan.WorkspaceLength + Behind];
        Array.Fill(memory, Garbage);
        var workspace = memory.AsSpan(0, size.Plan.WorkspaceLength);
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i].Select(v => (short)v).ToArray().CopyTo(workspace[(size.Source.Offset + (i * samples.Source.Length))..]);
        }

        for (var i = 0; i < size.Plan.Steps.Count; i++)
        {
            if (size.Plan.Steps[i] is not DenseConvolutionStep dense)
            {
                Assert.True(Run(size.Plan.Steps[i], workspace, laneWidth, byteSums));
                continue;
            }

            var layer = Convolution((DenseConvolutionStep)single.Steps[samples.First + i], laneWidth, byteSums);
            layer.ForSamples(size.Samples, Image(dense.Source), Tail(dense)).Run(workspace, dense.Inputs[0].Offset, dense.Output.Offset, dense.Scratch.Offset);
        }

        Assert.All(memory[size.Plan.WorkspaceLength..], value => Assert.Equal(Garbage, value));
        return [.. inputs.Select((_, i) => memory.AsSpan(size.Result.Offset + (i * samples.Result.Length), samples.Result.Length).ToArray().Select(v => (int)v).ToArray())];
    }

    private static bool Run(PlanStep step, Span<short> workspace, int laneWidth, int byteSums)
    {
        var from = workspace.Slice(step.Inputs[0].Offset, step.Inputs[0].Length);
        var to = workspace.Slice(step.Output.Offset, step.Output.Length);
        switch (step)
        {
            case DenseConvolutionStep { Arithmetic: DenseArithmetic.DepthwiseBytes } depthwise:
                Border(depthwise.Result, to);
                Depthwise(depthwise, laneWidth, byteSums).Run(workspace, step.Inputs[0].Offset, step.Output.Offset, step.Scratch.Offset);
                return true;
            case DenseConvolutionStep dense:
                Border(dense.Result, to);
                Convolution(dense, laneWidth, byteSums).Run(
                    workspace, step.Inputs[0].Offset, step.Output.Offset, step.Scratch.Offset, dense.Addend is null ? 0 : step.Inputs[1].Offset);
                return true;
            case ChannelsLastMaxPoolStep pool:
                Border(pool.Result, to);
                new ChannelsLastMaxPool(Window(pool.Layout), Image(pool.Source), Image(pool.Result)).Run(from, to, laneWidth);
                return true;
            case ChannelsLastAveragePoolStep pool:
                Border(pool.Result, to);
                new ChannelsLastAveragePool(
                    Window(pool.Layout),
                    pool.SumShift,
                    pool.Reciprocals.ToArray(),
                    new Rescale(pool.Shift, pool.Bounds.Minimum, pool.Bounds.Maximum),
                    Image(pool.Source),
                    Image(pool.Result)).Run(from, to, laneWidth);
                return true;
            case ChannelsLastCopyStep { ToPlanes: true } copy:
                Copy(copy.Layout).ToPlanes(from, to);
                return true;
            case ChannelsLastCopyStep copy:
                Border(copy.Layout, to);
                Copy(copy.Layout).FromPlanes(from, to);
                return true;
            default:
                return false;
        }
    }

    private static DenseConvolution Convolution(DenseConvolutionStep step, int laneWidth, int byteSums) => new(
        new DenseShape(
            step.Joined * step.Bias.Count,
            step.Groups,
            step.Source.Channels / step.Groups,
            step.Window.KernelHeight,
            step.Window.KernelWidth,
            step.Arithmetic switch { DenseArithmetic.Bytes => 4, DenseArithmetic.Shorts => 2, _ => 1 },
            step.IsContiguous,
            step.RunOffsets.ToArray(),
            step.Pieces.ToArray(),
            step.PieceEnds.ToArray(),
            step.PairLimit,
            step.WeightScale,
            step.WeightShift,
            step.Source.Zero,
            step.Joined,
            step.JoinedStride),
        step.Weights.Indices.ToArray(),
        step.Weights.Codebook.Mantissas.ToArray(),
        step.Bias.ToArray(),
        Image(step.Source, step.Window.PadTop, step.Window.PadLeft),
        step.Result.Height,
        step.Result.Width / step.Joined,
        step.Window.StrideHeight,
        step.Window.StrideWidth,
        Tail(step),
        laneWidth,
        byteSums);

    private static DenseTail Tail(DenseConvolutionStep step) => new(
        step.WeightShift, Scale(step.Shift, step.Bounds), Image(step.Result, joined: step.Joined), Addend(step), step.Pool?.Height ?? 1, step.Pool?.Width ?? 1);

    private static DepthwiseConvolution Depthwise(DenseConvolutionStep step, int laneWidth, int byteSums) => new(
        step.Bias.Count,
        step.RunOffsets.ToArray(),
        step.TapOrder.ToArray(),
        step.Pieces.ToArray(),
        step.PairLimit,
        step.WeightScale,
        step.Weights.Indices.ToArray(),
        step.Weights.Codebook.Mantissas.ToArray(),
        step.Bias.ToArray(),
        Image(step.Source, step.Window.PadTop, step.Window.PadLeft),
        step.Result.Height,
        step.Result.Width,
        step.Window.StrideHeight,
        step.Window.StrideWidth,
        new DenseTail(step.WeightShift, Scale(step.Shift, step.Bounds), Image(step.Result), addend: null),
        laneWidth,
        byteSums);

    private static Kernels.DenseAddend? Addend(DenseConvolutionStep step) => step.Addend is not { } addend
        ? null
        : new Kernels.DenseAddend(
            Image(addend.Source, joined: step.Joined),
            addend.ResultShift,
            addend.ResultNegated,
            addend.AddendShift,
            addend.AddendNegated,
            Scale(addend.Shift, addend.Bounds));

    private static DenseScale Scale(int shift, OutputBounds bounds) => new(shift, bounds.Minimum, bounds.Maximum);

    private static ChannelsLastImage Image(ChannelsLastLayout layout, int top = 0, int left = 0, int joined = 1) => new(
        layout.StartBytes - (top * layout.RowBytes) - (left * layout.PixelBytes), layout.RowBytes, joined * layout.PixelBytes, layout.IsBytes, layout.Zero);

    private static ChannelsLastCopy Copy(ChannelsLastLayout layout) => new(Image(layout), layout.Channels, layout.Height, layout.Width);

    private static void Border(ChannelsLastLayout layout, Span<short> memory) => Padding(layout)?.Run(memory);

    private static Kernels.ChannelsLastBorder? Padding(ChannelsLastLayout layout)
    {
        var line = layout.Width * layout.PixelBytes;
        return layout.Border == default
            ? null
            : new Kernels.ChannelsLastBorder(layout.StartBytes, line, layout.RowBytes - line, layout.Height - 1, (int)layout.TotalBytes, layout.Zero);
    }

    private static PoolWindow Window(PoolLayout layout) => new(
        layout.Channels,
        layout.Height,
        layout.Width,
        layout.Window.KernelHeight,
        layout.Window.KernelWidth,
        layout.Window.StrideHeight,
        layout.Window.StrideWidth,
        layout.Window.DilationHeight,
        layout.Window.DilationWidth,
        layout.Window.PadTop,
        layout.Window.PadLeft,
        layout.OutputHeight,
        layout.OutputWidth,
        layout.CountedHeight,
        layout.CountedWidth);
}
