using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The first elements along an axis in reverse, as many of each sequence as a constant says.</summary>
internal sealed class ReverseSequenceOperator() : OnnxOperator(
    "ReverseSequence", "gather over the elements", "lengths computed at run time; values with a batch")
{
    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        int[] extents = [.. ElementParts.WithoutBatch(x).Dimensions];
        var (batch, time) = (node.Axis(node.Integer("batch_axis", 1), extents.Length), node.Axis(node.Integer("time_axis", 0), extents.Length));
        var lengths = node.Constant(1, "lengths").Tensor;
        if (lengths.IsFloat || lengths.Count != extents[batch] || batch == time || Array.Exists(lengths.Integers, length => length < 0 || length > extents[time]))
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

    private static int Inner(int[] extents, int axis) => extents.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
}
