using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The first elements along an axis in reverse, as many of each sequence as an operand says.</summary>
internal sealed class ReverseSequenceOperator() : OnnxOperator(
    "ReverseSequence", "gather over the elements; of lengths computed at run time a pick along the axis", "constant lengths of values with a batch")
{
    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var (batch, time) = (node.Axis(node.Integer("batch_axis", 1), x.Shape.Rank), node.Axis(node.Integer("time_axis", 0), x.Shape.Rank));
        if (batch == time)
        {
            throw node.Invalid($"has axis {batch} as both batch and time");
        }

        if (node.Input(1) is IntegerValue { Numbers: var counted })
        {
            AtRunTime(node, graph, x, counted, batch, time);
            return;
        }

        int[] extents = [.. ElementParts.WithoutBatch(x).Dimensions];
        var lengths = node.Constant(1, "lengths").Tensor;
        if (lengths.IsFloat || lengths.Count != extents[batch] || Array.Exists(lengths.Integers, length => length < 0 || length > extents[time]))
        {
            throw node.Invalid($"has lengths {lengths} along axis {time} of [{string.Join(", ", extents)}]");
        }

        var (sequences, steps) = (Inner(extents, batch), Inner(extents, time));
        var elements = new int[graph.Budget.ReserveConstant(node, extents)];
        for (var i = 0; i < elements.Length; i++)
        {
            var (length, step) = ((int)lengths.Integers[i / sequences % extents[batch]], i / steps % extents[time]);
            elements[i] = step < length ? i + ((length - 1 - (2 * step)) * steps) : i;
        }

        ElementParts.Result(node, graph, [x], elements, extents);
    }

    // Sequences and steps in front, and of every step the place where its element comes from.
    private static void AtRunTime(OnnxNode node, GraphBuilder graph, ActivationValue x, ActivationValue lengths, int batch, int time)
    {
        var shape = x.Shape;
        if (lengths.Shape.Rank != 1 || lengths.Shape[0] != shape[batch] || shape[time] == TensorShape.Dynamic || (x.BatchAxis >= 0 && x.BatchAxis != batch))
        {
            throw new UnsupportedException($"lengths {lengths.Shape} along axis {time} of {shape}");
        }

        int[] order = [batch, time, .. Enumerable.Range(0, shape.Rank).Where(axis => axis != batch && axis != time)];
        var (sequences, steps) = (shape[batch], shape[time]);
        var inner = order.Skip(2).Aggregate(1, (product, axis) => product * shape[axis]);
        var sorted = graph.Transposed(node, "sequences", x, new EquatableArray<int>(order));
        var flat = graph.Reshaped(node, "sequences", sorted, TensorShape.Of(sequences, steps, inner));
        var step = Steps.Places(node, graph, 0, 1, steps);
        var length = graph.Reshaped(node, "lengths", lengths, TensorShape.Of(sequences, 1));
        var isInside = BinaryImport.Step(node, graph, BinaryOperator.Less, step, length);
        var last = BinaryImport.Step(node, graph, BinaryOperator.Subtract, length, Steps.Number(node, "one", 1));
        var backwards = BinaryImport.Step(node, graph, BinaryOperator.Subtract, last, step);
        var places = Selection.Of(node, graph, isInside, backwards, step);
        var own = graph.Reshaped(node, "places", places, TensorShape.Of(sequences, steps, 1));
        var all = inner == 1 ? own : BinaryImport.Step(node, graph, BinaryOperator.Add, own, Steps.Numbers(node, "elements", [inner], new float[inner]));
        var picked = graph.Step(node, "picked", (name, output) => new PickAlongNode { Name = name, Inputs = [flat.Name, all.Name], Output = output, Axis = 1 });
        var whole = graph.Reshaped(node, "whole", picked, sorted.Shape);
        graph.Alias(node, graph.Transposed(node, "back", whole, Enumerable.Range(0, shape.Rank).Select(axis => Array.IndexOf(order, axis)).ToEquatableArray()));
    }

    private static int Inner(int[] extents, int axis) => extents.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
}
