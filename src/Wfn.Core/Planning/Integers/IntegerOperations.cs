using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>Adds the calls of operations of the integer vocabulary.</summary>
/// <param name="state">The plan in the making.</param>
internal sealed class IntegerOperations(PlanState state)
{
    private readonly ChannelsLastOperations channelsLast = new(state);

    /// <summary>Adds an operation: with channels last where its layout is so, else row-major.</summary>
    public void Add(FixedPointOperation operation)
    {
        if (channelsLast.TryAdd(operation))
        {
            return;
        }

        foreach (var input in operation.Inputs)
        {
            state.Values.NeedRowMajor(input);
        }

        AddRowMajor(operation);
    }

    private void AddRowMajor(FixedPointOperation operation)
    {
        var output = operation.Output;
        var bounds = TakesClamp(operation) ? state.Clamps.Integers(ref output) : BoundsOf(output);
        var input = Shape(operation.Inputs[0]);
        switch (operation)
        {
            case ConvolutionOperation convolution:
                AddConvolution(convolution, output, bounds);
                break;
            case LinearOperation linear:
                var layer = Layer(linear, linear.Weights, linear.Bias, linear.Shift, bounds);
                state.Builder.Add(ShiftAddCalls.Linear(
                    layer, From(operation), Made(output), InlineLayers.IsBestBesideShiftAdd(linear, input.ElementCount)));
                break;
            case ChannelAffineOperation affine:
                state.Builder.Add(FixedPointCalls.ChannelAffine(affine, bounds, From(operation), Made(output)));
                break;
            case SumOperation sum:
                state.Builder.Add(FixedPointCalls.Sum(sum, Meeting(sum, sum.Constant, output), bounds, From(sum), Other(sum), Made(output)));
                break;
            case ProductOperation product:
                state.Builder.Add(FixedPointCalls.Product(
                    product, Meeting(product, product.Constant, output), bounds, From(product), Other(product), Made(output)));
                break;
            case ClampOperation clamp:
                AddClamp(clamp, bounds);
                break;
            case MaxPoolOperation pool:
                var pooling = PoolLayout.Of(input, pool.Window);
                var rows = state.Builder.Scratch(RowScratch(pooling.PaddedWidth) + RowScratch(pooling.OutputWidth));
                state.Builder.Add(FixedPointCalls.MaxPool(pool.Name, pooling, From(operation), Made(output), rows));
                break;
            case AveragePoolOperation pool:
                var averaged = PoolLayout.Of(input, pool.Window, pool.CountPadding, pool.UncountedBottom, pool.UncountedRight);
                state.Builder.Add(FixedPointCalls.AveragePool(pool, averaged, bounds, From(operation), Made(output)));
                break;
            case TableOperation table:
                state.Builder.Add(FixedPointCalls.Table(table, BoundsOf(operation.Inputs[0]).Minimum, From(operation), Made(output)));
                break;
            case SoftmaxOperation softmax:
                var fractionBits = state.Network[output].Format.FixedPoint!.FractionBits;
                state.Builder.Add(FixedPointCalls.Softmax(
                    softmax, AxisLayout.Of(input, softmax.Axis), fractionBits, bounds, From(operation), Made(output)));
                break;
            case MatrixProductOperation product:
                var matrices = MatrixLayout.Of(input, Shape(operation.Inputs[1]), Shape(output));
                state.Builder.Add(FixedPointCalls.MatrixProduct(
                    product, matrices, bounds, From(operation), state.Values.RowMajor(operation.Inputs[1]), Made(output)));
                break;
            case TransposeOperation transpose:
                Move(operation, Moves.Transpose(input, transpose.Permutation));
                break;
            case SliceOperation slice:
                Move(operation, Moves.Slice(input, Shape(output), slice.Starts, slice.Steps));
                break;
            case GatherOperation gather:
                state.Builder.Add(DataMovementCalls.Gather(
                    gather.Name, AxisLayout.Of(input, gather.Axis), gather.Indices, From(operation), Made(output)));
                break;
            case PadOperation pad:
                state.Builder.Add(DataMovementCalls.Pad(
                    pad.Name, pad.Mode, input.Dimensions, pad.Before, pad.After, pad.Value, From(operation), Made(output)));
                break;
            case ConcatOperation concat:
                AddConcat(concat, bounds);
                break;
            default:
                throw new WfnException(
                    DiagnosticCodes.UnsupportedOperator,
                    $"node {DataName.Quote(operation.Name)}: {operation.GetType().Name} has no kernel");
        }
    }

    private static bool TakesClamp(FixedPointOperation operation) => operation is ConvolutionOperation or LinearOperation or SumOperation
        or ProductOperation or ChannelAffineOperation or MatrixProductOperation or AveragePoolOperation;

    private void AddConvolution(ConvolutionOperation convolution, string output, OutputBounds bounds)
    {
        var input = state.Network[convolution.Inputs[0]];
        var isOfBytes = ShiftAddLayout.IsOfBytes(input.Format.FixedPoint!);
        var layout = ShiftAddLayout.Of(convolution.Name, convolution, input.Shape, isOfBytes);
        var scratch = state.Builder.Scratch(ShiftAddLayout.ScratchLength(layout, input.Shape.ElementCount, isOfBytes));
        state.Builder.Add(ShiftAddCalls.Convolution(
            Layer(convolution, convolution.Weights, convolution.Bias, convolution.Shift, bounds),
            convolution.Groups,
            ShiftAddStrategy.Of(convolution, layout, isOfBytes, bounds),
            isOfBytes,
            layout,
            From(convolution),
            Made(output),
            scratch));
    }

    private void AddClamp(ClampOperation clamp, OutputBounds bounds)
    {
        var input = BoundsOf(clamp.Inputs[0]);
        var clamped = OutputBounds.Then(OutputBounds.Widest, clamp, bounds);
        if (clamp.Shift == 0 && clamped.Minimum <= input.Minimum && clamped.Maximum >= input.Maximum)
        {
            state.Values.Alias(clamp.Output, clamp.Inputs[0]);
            return;
        }

        state.Builder.Add(FixedPointCalls.ChangeFormat(clamp.Name, clamp.Shift, clamped, From(clamp), Made(clamp.Output)));
    }

    // Inputs of another format are rescaled first, so that joining only moves elements.
    private void AddConcat(ConcatOperation concat, OutputBounds bounds)
    {
        var parts = new PlanMemory[concat.Inputs.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = state.Values.RowMajor(concat.Inputs[i]);
            var input = BoundsOf(concat.Inputs[i]);
            if (concat.Shifts[i] != 0 || input.Minimum < bounds.Minimum || input.Maximum > bounds.Maximum)
            {
                var rescaled = state.Builder.Temporary(parts[i].Length, StorageType.Fixed16);
                state.Builder.Add(FixedPointCalls.ChangeFormat(concat.Name, concat.Shifts[i], bounds, parts[i], rescaled));
                parts[i] = rescaled.AsRead;
            }
        }

        var moves = Moves.Concat([.. concat.Inputs.Select(Shape)], Shape(concat.Output), concat.Axis);
        var to = Made(concat.Output);
        for (var i = 0; i < parts.Length; i++)
        {
            state.Builder.Add(DataMovementCalls.Move(concat.Name, moves[i], parts[i], to));
        }
    }

    private void Move(FixedPointOperation operation, StridedCopyLayout move) =>
        state.Builder.Add(DataMovementCalls.Move(operation.Name, move, From(operation), Made(operation.Output)));

    private ShiftAddLayer Layer(
        FixedPointOperation operation, IndexedWeights weights, EquatableArray<int> bias, int shift, OutputBounds bounds) =>
        new(operation.Name, weights, bias, shift, BoundsOf(operation.Inputs[0]), bounds);

    private BroadcastLayout Meeting(FixedPointOperation operation, ConstantOperation? constant, string output) =>
        BroadcastLayout.Of(Shape(operation.Inputs[0]), constant?.Shape ?? Shape(operation.Inputs[1]), Shape(output));

    private PlanMemory From(FixedPointOperation operation) => state.Values.RowMajor(operation.Inputs[0]);

    private PlanMemory? Other(FixedPointOperation operation) =>
        operation.Inputs.Count == 1 ? null : state.Values.RowMajor(operation.Inputs[1]);

    private PlanMemory Made(string output) => state.Values.MakeRowMajor(output);

    // Whole vectors and two more.
    private static long RowScratch(int columns) => RowVectors.Whole(columns) + (2 * RowVectors.Elements);

    private TensorShape Shape(string value) => state.Network[value].Shape;

    private OutputBounds BoundsOf(string value) => OutputBounds.Of(state.Network[value].Format.FixedPoint!);
}
