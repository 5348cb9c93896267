using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>Turns integer operations into kernel calls over row-major activations; whatever is fused or moved gives the same bits.</summary>
internal sealed class FixedPointPlanner
{
    private readonly FixedPointNetwork network;
    private readonly Dictionary<string, FixedPointTensor> tensors;
    private readonly Dictionary<string, int> readers = new(StringComparer.Ordinal);
    private readonly PlanBuilder builder;
    private readonly FloatIslands islands;

    /// <summary>A planner that adds its steps to a builder.</summary>
    public FixedPointPlanner(FixedPointNetwork network, PlanBuilder builder)
    {
        this.network = network;
        this.builder = builder;
        tensors = network.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        islands = new FloatIslands(network, tensors, builder);
        foreach (var input in network.Operations.SelectMany(o => o.Inputs).Concat(network.Outputs))
        {
            readers[input] = readers.TryGetValue(input, out var count) ? count + 1 : 1;
        }
    }

    public static ExecutionPlan Plan(FixedPointNetwork network)
    {
        var planner = new FixedPointPlanner(network, new PlanBuilder(StorageType.Fixed16));
        foreach (var input in network.Inputs)
        {
            planner.builder.AddInput(input, planner.Length(input));
        }

        for (var i = 0; i < network.Operations.Count; i += planner.AddAt(i))
        {
        }

        foreach (var output in network.Outputs)
        {
            planner.builder.Keep(output);
        }

        return planner.builder.Finish(network.Inputs.Select(planner.Port), network.Outputs.Select(planner.Port));
    }

    /// <summary>Adds the operation at a place in the network, with the clamp behind it where one can be fused.</summary>
    /// <returns>The number of operations added.</returns>
    public int AddAt(int index)
    {
        var operation = network.Operations[index];
        var next = index + 1 < network.Operations.Count ? network.Operations[index + 1] : null;
        if (next is FixedPointClamp clamp && IsFusable(operation, clamp))
        {
            Add(operation, clamp.Output, OutputBounds.Then(BoundsOf(operation.Output), clamp, BoundsOf(clamp.Output)));
            return 2;
        }

        Add(operation, operation.Output, BoundsOf(operation.Output));
        return 1;
    }

    private bool IsFusable(FixedPointOperation operation, FixedPointClamp clamp) =>
        clamp.Shift == 0 && clamp.Inputs[0] == operation.Output && readers[operation.Output] == 1
        && operation is FixedPointConvolution or FixedPointLinear or FixedPointSum or FixedPointProduct or FixedPointChannelAffine
            or FixedPointMatrixProduct or FixedPointAveragePool;

    private void Add(FixedPointOperation operation, string output, OutputBounds bounds)
    {
        if (operation is Float32Operation inFloat32)
        {
            islands.Add(inFloat32);
            return;
        }

        var input = Shape(operation.Inputs[0]);
        switch (operation)
        {
            case FixedPointReshape:
                builder.Alias(operation.Inputs[0], output);
                break;
            case FixedPointConvolution convolution:
                AddConvolution(convolution, output, bounds);
                break;
            case FixedPointLinear linear:
                var layer = Layer(linear, linear.Weights, linear.Bias, linear.Shift, bounds);
                builder.Add(ShiftAddCalls.Linear(
                    layer, From(operation), Made(output), InlineLayers.IsBestBesideShiftAdd(linear, input.ElementCount)));
                break;
            case FixedPointChannelAffine affine:
                builder.Add(FixedPointCalls.ChannelAffine(affine, bounds, From(operation), Made(output)));
                break;
            case FixedPointSum sum:
                builder.Add(FixedPointCalls.Sum(sum, Meeting(sum, sum.Constant, output), bounds, From(sum), Other(sum), Made(output)));
                break;
            case FixedPointProduct product:
                builder.Add(FixedPointCalls.Product(
                    product, Meeting(product, product.Constant, output), bounds, From(product), Other(product), Made(output)));
                break;
            case FixedPointClamp clamp:
                AddClamp(clamp, output, bounds);
                break;
            case FixedPointMaxPool pool:
                var pooling = PoolLayout.Of(input, pool.Window);
                var rows = builder.Scratch(RowScratch(pooling.PaddedWidth) + RowScratch(pooling.OutputWidth));
                builder.Add(FixedPointCalls.MaxPool(pool.Name, pooling, From(operation), Made(output), rows));
                break;
            case FixedPointAveragePool pool:
                var averaged = PoolLayout.Of(input, pool.Window, pool.CountPadding, pool.UncountedBottom, pool.UncountedRight);
                builder.Add(FixedPointCalls.AveragePool(pool, averaged, bounds, From(operation), Made(output)));
                break;
            case FixedPointTable table:
                builder.Add(FixedPointCalls.Table(table, tensors[operation.Inputs[0]].Format.Minimum, From(operation), Made(output)));
                break;
            case FixedPointSoftmax softmax:
                builder.Add(FixedPointCalls.Softmax(
                    softmax, AxisLayout.Of(input, softmax.Axis), tensors[output].Format.FractionBits, bounds, From(operation), Made(output)));
                break;
            case FixedPointMatrixProduct product:
                var matrices = MatrixLayout.Of(input, Shape(operation.Inputs[1]), Shape(output));
                builder.Add(FixedPointCalls.MatrixProduct(
                    product, matrices, bounds, From(operation), builder.Find(operation.Inputs[1]), Made(output)));
                break;
            case FixedPointTranspose transpose:
                Move(operation, output, Moves.Transpose(input, transpose.Permutation));
                break;
            case FixedPointSlice slice:
                Move(operation, output, Moves.Slice(input, Shape(output), slice.Starts, slice.Steps));
                break;
            case FixedPointGather gather:
                builder.Add(DataMovementCalls.Gather(
                    gather.Name, AxisLayout.Of(input, gather.Axis), gather.Indices, From(operation), Made(output)));
                break;
            case FixedPointPad pad:
                builder.Add(DataMovementCalls.Pad(
                    pad.Name, pad.Mode, input.Dimensions, pad.Before, pad.After, pad.Value, From(operation), Made(output)));
                break;
            case FixedPointConcat concat:
                AddConcat(concat, output, bounds);
                break;
            default:
                throw new WfnException(
                    DiagnosticCodes.UnsupportedOperator, $"node {DataName.Quote(operation.Name)}: {operation.GetType().Name} has no kernel");
        }
    }

    private void AddConvolution(FixedPointConvolution convolution, string output, OutputBounds bounds)
    {
        var input = Shape(convolution.Inputs[0]);
        var isOfBytes = ShiftAddLayout.IsOfBytes(tensors[convolution.Inputs[0]].Format);
        var layout = ShiftAddLayout.Of(convolution.Name, convolution, input, isOfBytes);
        var scratch = builder.Scratch(ShiftAddLayout.ScratchLength(layout, input.ElementCount, isOfBytes));
        builder.Add(ShiftAddCalls.Convolution(
            Layer(convolution, convolution.Weights, convolution.Bias, convolution.Shift, bounds),
            convolution.Groups,
            ShiftAddForm.Of(convolution, layout, isOfBytes, bounds),
            isOfBytes,
            layout,
            From(convolution),
            Made(output),
            scratch));
    }

    private void AddClamp(FixedPointClamp clamp, string output, OutputBounds bounds)
    {
        var input = BoundsOf(clamp.Inputs[0]);
        var clamped = OutputBounds.Then(new OutputBounds(short.MinValue, short.MaxValue), clamp, bounds);
        if (clamp.Shift == 0 && clamped.Minimum <= input.Minimum && clamped.Maximum >= input.Maximum)
        {
            builder.Alias(clamp.Inputs[0], output);
            return;
        }

        builder.Add(FixedPointCalls.ChangeFormat(clamp.Name, clamp.Shift, clamped, From(clamp), Made(output)));
    }

    // Inputs of another format are rescaled first, so that joining only moves elements.
    private void AddConcat(FixedPointConcat concat, string output, OutputBounds bounds)
    {
        var inputs = new string[concat.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = concat.Inputs[i];
            var input = BoundsOf(inputs[i]);
            if (concat.Shifts[i] != 0 || input.Minimum < bounds.Minimum || input.Maximum > bounds.Maximum)
            {
                // No tensor of the network has this name: theirs have no part behind a zero character.
                var rescaled = $"{output}\0{i}";
                builder.Add(FixedPointCalls.ChangeFormat(
                    concat.Name, concat.Shifts[i], bounds, builder.Find(inputs[i]), builder.Make(rescaled, Length(inputs[i]))));
                inputs[i] = rescaled;
            }
        }

        var moves = Moves.Concat(concat.Inputs.Select(Shape).ToArray(), Shape(output), concat.Axis);
        var to = Made(output);
        for (var i = 0; i < inputs.Length; i++)
        {
            builder.Add(DataMovementCalls.Move(concat.Name, moves[i], builder.Find(inputs[i]), to));
        }
    }

    private void Move(FixedPointOperation operation, string output, StridedMove move) =>
        builder.Add(DataMovementCalls.Move(operation.Name, move, From(operation), Made(output)));

    private ShiftAddLayer Layer(FixedPointOperation operation, IndexedWeights weights, EquatableArray<int> bias, int shift, OutputBounds bounds) =>
        new(operation.Name, weights, bias, shift, BoundsOf(operation.Inputs[0]), bounds);

    private BroadcastLayout Meeting(FixedPointOperation operation, FixedPointConstant? constant, string output) =>
        BroadcastLayout.Of(Shape(operation.Inputs[0]), constant?.Shape ?? Shape(operation.Inputs[1]), Shape(output));

    private PlanMemory From(FixedPointOperation operation) => builder.Find(operation.Inputs[0]);

    private PlanMemory? Other(FixedPointOperation operation) => operation.Inputs.Count == 1 ? null : builder.Find(operation.Inputs[1]);

    private PlanMemory Made(string output) => builder.Make(output, Length(output));

    // Whole vectors and two more.
    private static long RowScratch(int columns) => ExecutionPlanner.WholeVectors(columns) + (2 * ExecutionPlanner.VectorElements);

    private TensorShape Shape(string tensor) => tensors[tensor].Shape;

    private int Length(string tensor) => Shape(tensor).ElementCount;

    private OutputBounds BoundsOf(string tensor) => OutputBounds.Of(tensors[tensor].Format);

    private PlanPort Port(string tensor) => new(tensor, Shape(tensor), tensors[tensor].Format, default);
}
