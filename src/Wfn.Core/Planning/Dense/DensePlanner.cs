using Wfn.Graph;
using Wfn.Integers;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>
/// The plan of the fastest kernels: convolutions and fully connected layers multiply decoded weights with activations whose
/// channels lie side by side, and sums and clamps behind them are part of them; everything else runs on planes as it does without
/// multiplications, and activations change their layout where the two meet.
/// </summary>
internal sealed class DensePlanner
{
    // Elements of a row, all channels together, that inputs are taken in by: they lie on the stack in between.
    private const int MostElementsOfRow = 1 << 14;

    private readonly FixedPointNetwork network;
    private readonly Readers readers;
    private readonly DenseLayers layers;
    private readonly PlanBuilder builder = new(StorageType.Fixed16);
    private readonly FixedPointPlanner planar;
    private readonly HashSet<string> planes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelsLastLayout> pixels = new(StringComparer.Ordinal);
    private readonly HashSet<string> fused = new(StringComparer.Ordinal);

    private DensePlanner(FixedPointNetwork network)
    {
        this.network = network;
        readers = new Readers(network);
        layers = DenseLayers.Of(network, readers);
        planar = new FixedPointPlanner(network, builder);
    }

    public static ExecutionPlan Plan(FixedPointNetwork network) => new DensePlanner(network).Plan();

    private ExecutionPlan Plan()
    {
        foreach (var input in network.Inputs)
        {
            AddInput(input);
        }

        for (var i = 0; i < network.Operations.Count;)
        {
            i += fused.Contains(network.Operations[i].Output) ? 1 : AddAt(i);
        }

        foreach (var output in network.Outputs)
        {
            NeedPlanes(output);
            builder.Keep(output);
        }

        return builder.Finish(network.Inputs.Select(Port), network.Outputs.Select(Port));
    }

    // Where nobody reads planes, an input is taken in just as dense layers read it.
    private void AddInput(string input)
    {
        if (!IsTakenIn(input))
        {
            builder.AddInput(input, Shape(input).ElementCount);
            planes.Add(input);
            return;
        }

        var layout = layers.Layout(input);
        builder.AddInput(input, layout.Length);
        builder.Alias(input, PixelName(input, layout));
        pixels.Add(input, layout);
    }

    private bool IsTakenIn(string input) =>
        Shape(input).Rank == 3 && (long)Shape(input)[0] * Shape(input)[2] <= MostElementsOfRow && !IsPlanes(input, layers.Layout(input))
        && readers.All(input) is { Count: > 0 } all && all.All(o => layers.Find(o)?.Input == input);

    private int AddAt(int index)
    {
        var operation = network.Operations[index];
        switch (operation)
        {
            case FixedPointReshape:
                // Who reads it as it lies sees through it; for others it becomes a second name when they ask for it.
                return 1;
            case FixedPointConvolution convolution when layers.Find(operation) is { } layer:
                AddDense(layer, convolution.Weights, convolution.Bias, convolution.Shift);
                return 1;
            case FixedPointLinear linear when layers.Find(operation) is { } layer:
                AddDense(layer, linear.Weights, linear.Bias, linear.Shift);
                return 1;
            case FixedPointMaxPool pool when CanPool(pool, out var source):
                AddPool(pool, source);
                return 1;
            case FixedPointAveragePool pool when pixels.TryGetValue(pool.Inputs[0], out var source):
                AddPool(pool, source);
                return 1;
            default:
                return AddPlanar(index);
        }
    }

    private int AddPlanar(int index)
    {
        foreach (var input in network.Operations[index].Inputs)
        {
            NeedPlanes(input);
        }

        var count = planar.AddAt(index);
        for (var i = index; i < index + count; i++)
        {
            planes.UnionWith(network.Operations[i].Results);
        }

        return count;
    }

    private void AddDense(DenseLayer layer, IndexedWeights weights, EquatableArray<int> bias, int shift)
    {
        var source = NeedPixels(layer);
        var output = layer.Operation.Output;
        var bounds = FuseClamps(ref output);
        var addend = FuseSum(ref output);
        var pool = addend is null && layer.Choice.Arithmetic is DenseArithmetic.Bytes or DenseArithmetic.Shorts ? FusePool(ref output) : null;
        var result = layers.Layout(output);

        // A pool takes the pixels of two rows.
        var choice = pool is null ? layer.Choice : layer.Choice.Parted;
        if (choice.Arithmetic == DenseArithmetic.DepthwiseBytes && (addend is not null || !result.IsBytes))
        {
            choice = DenseChoice.Wide(choice.Form with { TapOrder = default });
        }

        var from = builder.Find(PixelName(layer.Input, source));
        var other = addend is null ? (PlanMemory?)null : builder.Find(addend.Value.Name);
        var scratch = builder.Scratch(DenseForm.ScratchLength(result, pool?.Pixels ?? 1));
        var to = builder.Make(ResultName(output, result), result.Length);
        ChannelsLastCalls.AddBorder(builder, layer.Operation.Name, result, to);
        builder.Add(DenseCalls.Convolution(
            new DenseCallLayer(layer.Operation.Name, weights, bias, shift, bounds, choice, source, result, addend?.Sum, pool), from, to, scratch, other));
    }

    private OutputBounds FuseClamps(ref string output)
    {
        var bounds = BoundsOf(output);
        while (readers.Only(output) is FixedPointClamp { Shift: 0 } clamp)
        {
            bounds = OutputBounds.Then(bounds, clamp, BoundsOf(clamp.Output));
            output = clamp.Output;
            fused.Add(output);
        }

        return bounds;
    }

    // A sum whose other operand is there already.
    private (DenseSum Sum, string Name)? FuseSum(ref string output)
    {
        if (readers.Only(output) is not FixedPointSum { Constant: null } sum)
        {
            return null;
        }

        var position = sum.Inputs[0] == output ? 0 : 1;
        var other = sum.Inputs[1 - position];
        if (Shape(other) != Shape(output) || !pixels.TryGetValue(other, out var layout))
        {
            return null;
        }

        output = sum.Output;
        fused.Add(output);
        var bounds = FuseClamps(ref output);
        var fusedSum = new DenseSum(
            sum.Name,
            layout,
            sum.LeftShifts[position],
            sum.Negated[position],
            sum.LeftShifts[1 - position],
            sum.Negated[1 - position],
            sum.Shift,
            bounds);
        return (fusedSum, PixelName(other, layout));
    }

    // The largest of every four outputs that nobody else reads: a tile of pixels has all four.
    private DensePool? FusePool(ref string output)
    {
        if (readers.Only(output) is not FixedPointMaxPool pool
            || pool.Window is not { DilationHeight: 1, DilationWidth: 1, PadTop: 0, PadLeft: 0, PadBottom: 0, PadRight: 0 } window
            || window.KernelHeight != window.StrideHeight || window.KernelWidth != window.StrideWidth
            || window.KernelHeight * window.KernelWidth != DensePool.FusedPixels
            || !HaveOneForm(layers.Layout(output), layers.Layout(pool.Output)))
        {
            return null;
        }

        output = pool.Output;
        fused.Add(output);
        return new DensePool(pool.Name, window.KernelHeight, window.KernelWidth);
    }

    private bool CanPool(FixedPointMaxPool pool, out ChannelsLastLayout source) =>
        pixels.TryGetValue(pool.Inputs[0], out source!) && HaveOneForm(source, layers.Layout(pool.Output));

    // The largest of some elements is one of them, if elements lie alike on both sides.
    private static bool HaveOneForm(ChannelsLastLayout source, ChannelsLastLayout result) => result.IsBytes == source.IsBytes && result.Zero == source.Zero;

    private void AddPool(FixedPointMaxPool pool, ChannelsLastLayout source)
    {
        var result = layers.Layout(pool.Output);
        var from = builder.Find(PixelName(pool.Inputs[0], source));
        var to = builder.Make(ResultName(pool.Output, result), result.Length);
        ChannelsLastCalls.AddBorder(builder, pool.Name, result, to);
        builder.Add(ChannelsLastCalls.MaxPool(pool.Name, PoolLayout.Of(Shape(pool.Inputs[0]), pool.Window), source, result, from, to));
    }

    private void AddPool(FixedPointAveragePool pool, ChannelsLastLayout source)
    {
        var output = pool.Output;
        var bounds = FuseClamps(ref output);
        var result = layers.Layout(output);
        var from = builder.Find(PixelName(pool.Inputs[0], source));
        var to = builder.Make(ResultName(output, result), result.Length);
        ChannelsLastCalls.AddBorder(builder, pool.Name, result, to);
        builder.Add(ChannelsLastCalls.AveragePool(
            pool.Name,
            PoolLayout.Of(Shape(pool.Inputs[0]), pool.Window, pool.CountPadding, pool.UncountedBottom, pool.UncountedRight),
            pool.SumShift,
            pool.Reciprocals,
            FixedPointCalls.Rescale(pool.Shift, bounds),
            source,
            result,
            from,
            to));
    }

    // A dense layer's input in the layout that it reads.
    private ChannelsLastLayout NeedPixels(DenseLayer layer)
    {
        var input = layer.Input;
        if (!pixels.TryGetValue(input, out var layout))
        {
            layout = layers.Layout(input);
            NeedPlanes(input);
            if (!IsPlanes(input, layout))
            {
                AddCopy(layer.Operation.Name, input, layout, toPlanes: false);
            }

            pixels.Add(input, layout);
        }

        return layout;
    }

    private void NeedPlanes(string tensor)
    {
        if (!planes.Add(tensor))
        {
            return;
        }

        if (pixels.TryGetValue(tensor, out var layout))
        {
            AddCopy(readers.Producer(tensor)!.Name, tensor, layout, toPlanes: true);
            return;
        }

        var reshape = readers.Producer(tensor)!;
        NeedPlanes(reshape.Inputs[0]);
        builder.Alias(reshape.Inputs[0], tensor);
    }

    private void AddCopy(string node, string tensor, ChannelsLastLayout layout, bool toPlanes)
    {
        // Of fewer than three axes, elements have the same order on both sides.
        var copied = Shape(tensor).Rank < 3 ? layout with { Channels = 1, Width = layout.Width * layout.Channels } : layout;
        var name = PixelName(tensor, layout);
        var from = builder.Find(toPlanes ? name : tensor);
        var to = toPlanes ? builder.Make(tensor, Shape(tensor).ElementCount) : builder.Make(name, layout.Length);
        if (!toPlanes)
        {
            ChannelsLastCalls.AddBorder(builder, node, copied, to);
        }

        builder.Add(ChannelsLastCalls.Copy(node, copied, toPlanes, from, to));
    }

    // Notes an activation that a step makes, and gives its memory's name.
    private string ResultName(string tensor, ChannelsLastLayout layout)
    {
        if (IsPlanes(tensor, layout))
        {
            planes.Add(tensor);
        }

        pixels.Add(tensor, layout);
        return PixelName(tensor, layout);
    }

    // No tensor of the network has this name: theirs have no part behind a zero character.
    private string PixelName(string tensor, ChannelsLastLayout layout) => IsPlanes(tensor, layout) ? tensor : tensor + "\0pixels";

    // Whether channels side by side are in the order of planes.
    private bool IsPlanes(string tensor, ChannelsLastLayout layout) =>
        layout.IsPlain && (Shape(tensor).Rank < 3 || layout.Height * layout.Width == 1 || layout.Channels == 1);

    private TensorShape Shape(string tensor) => layers.Tensor(tensor).Shape;

    private OutputBounds BoundsOf(string tensor) => OutputBounds.Of(layers.Tensor(tensor).Format);

    private PlanPort Port(string tensor) => new(tensor, Shape(tensor), layers.Tensor(tensor).Format, default)
    {
        Intake = planes.Contains(tensor) ? null : ChannelsLastCalls.Intake(pixels[tensor]),
    };
}
