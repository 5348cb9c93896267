using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The operands one after another along an axis.</summary>
internal sealed class ConcatOperator() : OnnxOperator(
    "Concat",
    "concatenation; constants of one value at either end become a pad, others a pad and a sum; constants alone are joined at import",
    "constants that differ between samples; the batch as its axis")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool TakesRepeated => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override int QuantizedOperands => int.MaxValue;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.OperandType(0);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var operands = Enumerable.Range(0, node.InputCount).Select(node.Input).ToList();
        if (operands.Count == 0)
        {
            throw node.Invalid("has no inputs");
        }

        if (operands.TrueForAll(operand => operand is ConstantValue))
        {
            graph.Constant(node, Fold(node, graph, [.. operands.Select(operand => ((ConstantValue)operand).Tensor)]));
            return;
        }

        var values = operands.Select(operand => TruthValues.Numbers(node, graph, operand)).ToList();
        Join(node, graph, values);
        if (operands.Exists(operand => operand is IntegerValue) && graph.Find(node.Output) is ActivationValue numbers)
        {
            graph.Redefine(node.Output, new IntegerValue(numbers));
        }
    }

    // Constants before and after the activations are padding (which is how some exporters write it).
    private static void Join(OnnxNode node, GraphBuilder graph, List<ImportedValue> operands)
    {
        var first = operands.FindIndex(operand => operand is ActivationValue);
        var last = operands.FindLastIndex(operand => operand is ActivationValue);
        var one = (ActivationValue)operands[first];
        var shape = one.Shape;
        var axis = node.Axis(node.Integer("axis", 1), shape.Rank);
        if (axis == one.BatchAxis)
        {
            throw new UnsupportedException("along the batch");
        }

        if (operands.Exists(operand => operand is ConstantValue constant && !IsOneValue(constant.Tensor))
            || operands.GetRange(first, last - first).Exists(operand => operand is ConstantValue))
        {
            JoinWithConstants(node, graph, operands, one, axis);
            return;
        }

        var inputs = operands.GetRange(first, last - first + 1).Cast<ActivationValue>().ToList();
        var before = operands.Take(first).Select(operand => Padding(node, graph, (ConstantValue)operand, one, axis)).ToList();
        var after = operands.Skip(last + 1).Select(operand => Padding(node, graph, (ConstantValue)operand, one, axis)).ToList();
        var isJoined = inputs.Count > 1;
        if (before.Count + after.Count == 0)
        {
            graph.Result(node, (name, output) => Concat(name, output, inputs, axis));
            return;
        }

        var value = isJoined ? graph.Step(node, "joined", (name, output) => Concat(name, output, inputs, axis)) : inputs[0];
        before.Reverse();
        var pads = before.Select(pad => (pad.Count, pad.Value, IsBefore: true))
            .Concat(after.Select(pad => (pad.Count, pad.Value, IsBefore: false))).ToList();
        for (var i = 0; i < pads.Count - 1; i++)
        {
            var pad = pads[i];
            var inner = value;
            value = graph.Step(node, "padded", (name, output) => Pad(name, output, inner, axis, pad.Count, pad.Value, pad.IsBefore));
        }

        var (count, filling, isBefore) = pads[pads.Count - 1];
        graph.Result(node, (name, output) => Pad(name, output, value, axis, count, filling, isBefore));
    }

    // Zeros in the place of the constants, which are then added.
    private static void JoinWithConstants(OnnxNode node, GraphBuilder graph, List<ImportedValue> operands, ActivationValue one, int axis)
    {
        var inputs = new List<ActivationValue>();
        var constants = new List<(int Start, ConstantTensor Tensor)>();
        var (extent, waiting) = (0L, 0);
        foreach (var operand in operands)
        {
            if (operand is ConstantValue { Tensor: var tensor })
            {
                Check(node, tensor, one, axis);
                if (tensor.Count == 0)
                {
                    continue;
                }

                constants.Add(((int)extent, OfOneSample(graph, tensor, one.BatchAxis)));
                extent += tensor.Extents[axis];
                if (inputs.Count == 0)
                {
                    waiting += tensor.Extents[axis];
                }
                else
                {
                    inputs[inputs.Count - 1] = Padded(inputs[inputs.Count - 1], tensor.Extents[axis], isBefore: false);
                }

                continue;
            }

            var input = (ActivationValue)operand;
            extent += input.Shape[axis];
            inputs.Add(waiting > 0 ? Padded(input, waiting, isBefore: true) : input);
            waiting = 0;
        }

        var value = inputs.Count > 1 ? graph.Step(node, "joined", (name, output) => Concat(name, output, inputs, axis)) : inputs[0];
        int[] extents = [.. value.Shape.Dimensions.Select((own, i) => i == one.BatchAxis ? 1 : own)];
        var sum = new float[graph.Budget.ReserveConstant(node, extents)];
        foreach (var (start, tensor) in constants)
        {
            var inner = extents.Skip(axis + 1).Aggregate(1, (product, own) => product * own);
            var (length, row) = (tensor.Extents[axis] * inner, extents[axis] * inner);
            for (var outer = 0; outer < sum.Length / row; outer++)
            {
                Array.Copy(tensor.Floats, outer * length, sum, (outer * row) + (start * inner), length);
            }
        }

        if (constants.Count == 0)
        {
            graph.Alias(node, value);
            return;
        }

        BinaryImport.Result(node, graph, BinaryOperator.Add, value, Steps.Numbers(node, "constants", extents, sum));

        ActivationValue Padded(ActivationValue input, int count, bool isBefore) => graph.Step(
            node, "padded", (name, output) => Pad(name, output, input, axis, count, 0, isBefore));
    }

    private static bool IsOneValue(ConstantTensor tensor) => tensor.IsFloat && tensor.Count > 0
        && Array.TrueForAll(tensor.Floats, value => value == tensor.Floats[0]);

    // A constant that has samples of its own must have the same elements for each.
    private static ConstantTensor OfOneSample(GraphBuilder graph, ConstantTensor tensor, int batchAxis)
    {
        if (batchAxis < 0 || tensor.Extents[batchAxis] == 1)
        {
            return tensor;
        }

        int[] counts = [.. tensor.Extents.Select((extent, axis) => axis == batchAxis ? 1 : extent)];
        var first = ConstantLayout.Slice(tensor, new int[tensor.Rank], [.. tensor.Extents.Select(_ => 1)], counts);
        for (var sample = 1; sample < tensor.Extents[batchAxis]; sample++)
        {
            int[] starts = [.. tensor.Extents.Select((_, axis) => axis == batchAxis ? sample : 0)];
            if (!ConstantLayout.Slice(tensor, starts, [.. tensor.Extents.Select(_ => 1)], counts).Floats.SequenceEqual(first.Floats))
            {
                throw new UnsupportedException($"a constant {tensor} that differs between samples");
            }
        }

        return tensor.Extents[batchAxis] == (graph.StaticBatch ?? 1) ? first
            : throw new UnsupportedException($"a constant {tensor} that is joined with activations");
    }

    private static void Check(OnnxNode node, ConstantTensor tensor, ActivationValue x, int axis)
    {
        var shape = x.Shape;
        if (!tensor.IsFloat || tensor.Rank != shape.Rank)
        {
            throw node.Invalid($"cannot join {shape} and the constant {tensor}");
        }

        for (var i = 0; i < tensor.Rank; i++)
        {
            if (i != axis && i != x.BatchAxis && tensor.Extents[i] != shape[i])
            {
                throw node.Invalid($"cannot join {shape} and the constant {tensor} along axis {axis}");
            }
        }
    }

    private static (int Count, float Value) Padding(OnnxNode node, GraphBuilder graph, ConstantValue constant, ActivationValue x, int axis)
    {
        var tensor = constant.Tensor;
        Check(node, tensor, x, axis);
        var isOfEverySample = x.BatchAxis < 0 || tensor.Extents[x.BatchAxis] == (graph.StaticBatch ?? 1);
        return isOfEverySample && !float.IsInfinity(tensor.Floats[0])
            ? (tensor.Extents[axis], tensor.Floats[0])
            : throw new UnsupportedException($"a constant {tensor} that is joined with activations");
    }

    private static ConcatNode Concat(string name, string output, List<ActivationValue> inputs, int axis) => new()
    {
        Name = name,
        Inputs = inputs.Select(input => input.Name).ToEquatableArray(),
        Output = output,
        Axis = axis,
    };

    private static PadNode Pad(string name, string output, ActivationValue input, int axis, int count, float value, bool isBefore)
    {
        var none = new int[input.Shape.Rank];
        int[] some = [.. none];
        some[axis] = count;
        return new PadNode
        {
            Name = name,
            Inputs = [input.Name],
            Output = output,
            Mode = PadMode.Constant,
            Before = new EquatableArray<int>(isBefore ? some : none),
            After = new EquatableArray<int>(isBefore ? none : some),
            Value = value,
        };
    }

    private static ConstantTensor Fold(OnnxNode node, GraphBuilder graph, List<ConstantTensor> tensors)
    {
        var first = tensors[0];
        if (tensors.Exists(tensor => tensor.RepeatedAxis >= 0))
        {
            throw new UnsupportedException("constants that are repeated along the batch");
        }

        var axis = node.Axis(node.Integer("axis", 1), first.Rank);
        var joined = 0L;
        foreach (var tensor in tensors)
        {
            var fits = tensor.IsFloat == first.IsFloat && tensor.Rank == first.Rank;
            for (var i = 0; fits && i < first.Rank; i++)
            {
                fits = i == axis || tensor.Extents[i] == first.Extents[i];
            }

            joined += fits ? tensor.Extents[axis] : throw node.Invalid($"cannot join {first} and {tensor} along axis {axis}");
        }

        int[] extents = [.. first.Extents];
        extents[axis] = node.ToInt(joined, "an output extent");
        return ConstantLayout.Concat(tensors, axis, extents, graph.Budget.ReserveConstant(node, extents));
    }
}
