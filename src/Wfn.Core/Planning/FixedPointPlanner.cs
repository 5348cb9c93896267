using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>Turns integer operations into steps; whatever is fused or moved gives the same bits.</summary>
internal sealed class FixedPointPlanner
{
    private readonly FixedPointNetwork network;
    private readonly Dictionary<string, FixedPointTensor> tensors;
    private readonly Dictionary<string, int> readers = new(StringComparer.Ordinal);
    private readonly PlanDraft draft;

    /// <summary>A planner that adds its steps to a draft.</summary>
    public FixedPointPlanner(FixedPointNetwork network, PlanDraft draft)
    {
        this.network = network;
        this.draft = draft;
        tensors = network.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var input in network.Operations.SelectMany(o => o.Inputs).Concat(network.Outputs))
        {
            readers[input] = readers.TryGetValue(input, out var count) ? count + 1 : 1;
        }
    }

    public static ExecutionPlan Plan(FixedPointNetwork network)
    {
        var planner = new FixedPointPlanner(network, new PlanDraft());
        foreach (var input in network.Inputs)
        {
            planner.draft.AddInput(input, planner.Length(input));
        }

        for (var i = 0; i < network.Operations.Count; i += planner.AddAt(i))
        {
        }

        foreach (var output in network.Outputs)
        {
            planner.draft.Keep(output);
        }

        return planner.draft.Finish(sizeof(short), network.Inputs.Select(planner.Port), network.Outputs.Select(planner.Port));
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
        var input = Shape(operation.Inputs[0]);
        switch (operation)
        {
            case FixedPointReshape:
                draft.Alias(operation.Inputs[0], output);
                break;
            case FixedPointConvolution convolution:
                AddConvolution(convolution, output, bounds);
                break;
            case FixedPointLinear linear when InlineLayers.IsBestBesideShiftAdd(linear, input.ElementCount):
                Add(operation, output, 0, new InlineLinearStep
                {
                    Node = operation.Name,
                    Weights = linear.Weights,
                    Bias = linear.Bias,
                    InputBounds = BoundsOf(operation.Inputs[0]),
                    Shift = linear.Shift,
                    Bounds = bounds,
                });
                break;
            case FixedPointLinear linear:
                Add(operation, output, 0, new FixedPointLinearStep
                {
                    Node = operation.Name,
                    Weights = linear.Weights,
                    Bias = linear.Bias,
                    InputBounds = BoundsOf(operation.Inputs[0]),
                    Shift = linear.Shift,
                    Bounds = bounds,
                });
                break;
            case FixedPointChannelAffine affine:
                Add(operation, output, 0, new FixedPointChannelAffineStep
                {
                    Node = operation.Name,
                    Factors = affine.Factors,
                    Offsets = affine.Offsets,
                    Shift = affine.Shift,
                    Bounds = bounds,
                });
                break;
            case FixedPointSum sum:
                Add(operation, output, 0, new FixedPointSumStep
                {
                    Node = operation.Name,
                    LeftShifts = sum.LeftShifts,
                    Negated = sum.Negated,
                    Constant = sum.Constant?.Values ?? default,
                    Layout = BroadcastLayout.Of(input, sum.Constant?.Shape ?? Shape(operation.Inputs[1]), Shape(output)),
                    Shift = sum.Shift,
                    Bounds = bounds,
                });
                break;
            case FixedPointProduct product:
                Add(operation, output, 0, new FixedPointProductStep
                {
                    Node = operation.Name,
                    Constant = product.Constant?.Values ?? default,
                    Layout = BroadcastLayout.Of(input, product.Constant?.Shape ?? Shape(operation.Inputs[1]), Shape(output)),
                    Shift = product.Shift,
                    Bounds = bounds,
                });
                break;
            case FixedPointClamp clamp:
                AddClamp(clamp, output, bounds);
                break;
            case FixedPointMaxPool pool:
                var pooling = PoolLayout.Of(input, pool.Window);
                var rows = RowScratch(pooling.PaddedWidth) + RowScratch(pooling.OutputWidth);
                Add(operation, output, rows, new FixedPointMaxPoolStep { Node = operation.Name, Layout = pooling });
                break;
            case FixedPointAveragePool pool:
                Add(operation, output, 0, new FixedPointAveragePoolStep
                {
                    Node = operation.Name,
                    Layout = PoolLayout.Of(input, pool.Window, pool.CountPadding, pool.UncountedBottom, pool.UncountedRight),
                    SumShift = pool.SumShift,
                    Reciprocals = pool.Reciprocals,
                    Shift = pool.Shift,
                    Bounds = bounds,
                });
                break;
            case FixedPointTable table:
                Add(operation, output, 0, new FixedPointTableStep
                {
                    Node = operation.Name,
                    First = tensors[operation.Inputs[0]].Format.Minimum,
                    Table = table.Table,
                });
                break;
            case FixedPointSoftmax softmax:
                Add(operation, output, 0, new FixedPointSoftmaxStep
                {
                    Node = operation.Name,
                    Layout = AxisLayout.Of(input, softmax.Axis),
                    Exponentials = softmax.Exponentials,
                    FractionBits = tensors[output].Format.FractionBits,
                    Bounds = bounds,
                });
                break;
            case FixedPointMatrixProduct product:
                Add(operation, output, 0, new FixedPointMatrixProductStep
                {
                    Node = operation.Name,
                    Layout = MatrixLayout.Of(input, Shape(operation.Inputs[1]), Shape(output)),
                    Shift = product.Shift,
                    Bounds = bounds,
                });
                break;
            case FixedPointTranspose transpose:
                Move(operation, output, Moves.Transpose(input, transpose.Permutation));
                break;
            case FixedPointSlice slice:
                Move(operation, output, Moves.Slice(input, Shape(output), slice.Starts, slice.Steps));
                break;
            case FixedPointPad pad:
                Add(operation, output, 0, new PadStep
                {
                    Node = operation.Name,
                    Mode = pad.Mode,
                    Extents = input.Dimensions,
                    Before = pad.Before,
                    After = pad.After,
                    Value = pad.Value,
                });
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
        var form = ShiftAddForm.Of(convolution, layout, isOfBytes, bounds);
        Add(convolution, output, ShiftAddLayout.ScratchLength(layout, input.ElementCount, isOfBytes), new FixedPointConvolutionStep
        {
            Node = convolution.Name,
            Weights = convolution.Weights,
            Bias = convolution.Bias,
            Groups = convolution.Groups,
            InputBounds = BoundsOf(convolution.Inputs[0]),
            Form = form,
            IsOfBytes = isOfBytes,
            Layout = layout,
            Shift = convolution.Shift,
            Bounds = bounds,
        });
    }

    private void AddClamp(FixedPointClamp clamp, string output, OutputBounds bounds)
    {
        var input = BoundsOf(clamp.Inputs[0]);
        var clamped = OutputBounds.Then(new OutputBounds(short.MinValue, short.MaxValue), clamp, bounds);
        if (clamp.Shift == 0 && clamped.Minimum <= input.Minimum && clamped.Maximum >= input.Maximum)
        {
            draft.Alias(clamp.Inputs[0], output);
            return;
        }

        Add(clamp, output, 0, new FixedPointRescaleStep { Node = clamp.Name, Shift = clamp.Shift, Bounds = clamped });
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
                draft.Add(
                    new FixedPointRescaleStep { Node = concat.Name, Shift = concat.Shifts[i], Bounds = bounds },
                    [inputs[i]],
                    rescaled,
                    Length(inputs[i]));
                inputs[i] = rescaled;
            }
        }

        var moves = Moves.Concat(concat.Inputs.Select(Shape).ToArray(), Shape(output), concat.Axis);
        draft.Add(new MoveStep { Node = concat.Name, Moves = moves }, inputs, output, Length(output));
    }

    private void Move(FixedPointOperation operation, string output, StridedMove move) =>
        Add(operation, output, 0, new MoveStep { Node = operation.Name, Moves = [move] });

    private void Add(FixedPointOperation operation, string output, long scratchLength, PlanStep step) =>
        draft.Add(step, operation.Inputs.ToArray(), output, Length(output), scratchLength);

    // Whole vectors and two more.
    private static long RowScratch(int columns) => ExecutionPlanner.WholeVectors(columns) + (2 * ExecutionPlanner.VectorElements);

    private TensorShape Shape(string tensor) => tensors[tensor].Shape;

    private int Length(string tensor) => Shape(tensor).ElementCount;

    private OutputBounds BoundsOf(string tensor) => new(tensors[tensor].Format.Minimum, tensors[tensor].Format.Maximum);

    private PlanPort Port(string tensor) => new(tensor, Shape(tensor), tensors[tensor].Format, default);
}
