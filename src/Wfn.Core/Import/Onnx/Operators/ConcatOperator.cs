using Wfn.Graph;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The operands one after another along an axis.</summary>
internal sealed class ConcatOperator() : OnnxOperator(
    "Concat",
    "concatenation; constants of one value at either end become a pad; constants alone are joined at import",
    "other constants joined with activations; the batch as its axis")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool TakesRepeated => true;

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

        Join(node, graph, operands);
    }

    // Constants before and after the activations are padding (which is how some exporters write it).
    private static void Join(OnnxNode node, GraphBuilder graph, List<ImportedValue> operands)
    {
        var first = operands.FindIndex(operand => operand is ActivationValue);
        var last = operands.FindLastIndex(operand => operand is ActivationValue);
        var inputs = Enumerable.Range(first, last - first + 1).Select(node.Activation).ToList();
        var shape = inputs[0].Shape;
        var axis = node.Axis(node.Integer("axis", 1), shape.Rank);
        if (axis == inputs[0].BatchAxis)
        {
            throw new UnsupportedException("along the batch");
        }

        var before = operands.Take(first).Select(operand => Padding(node, graph, (ConstantValue)operand, inputs[0], axis)).ToList();
        var after = operands.Skip(last + 1).Select(operand => Padding(node, graph, (ConstantValue)operand, inputs[0], axis)).ToList();
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

    private static (int Count, float Value) Padding(OnnxNode node, GraphBuilder graph, ConstantValue constant, ActivationValue x, int axis)
    {
        var shape = x.Shape;
        var tensor = constant.Tensor;
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

        var isOneValue = tensor.Count > 0 && Array.TrueForAll(tensor.Floats, value => value == tensor.Floats[0]);
        var isOfEverySample = x.BatchAxis < 0 || tensor.Extents[x.BatchAxis] == (graph.StaticBatch ?? 1);
        return isOneValue && isOfEverySample && !float.IsInfinity(tensor.Floats[0])
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
