using Wfn.Import.Families;
using Wfn.Import.Folding;

namespace Wfn.Import.Onnx.Operators;

/// <summary>
/// Parts one after another along an axis: sizes as an attribute up to opset 12, as an operand from 13, or a number of parts from 18.
/// A slice an output rather than one operation of many outputs: nothing is made that nobody reads, and slices have every form already.
/// </summary>
internal sealed class SplitOperator() : OnnxOperator(
    "Split", "a slice for each output; constants are split at import", "sizes computed at run time; parts of no elements; the batch as its axis")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var value = node.Input(0);
        int[] extents = value is ConstantValue { Tensor: var given } ? given.Extents : [.. node.Activation(0).Shape.Dimensions];
        var axis = node.Axis(node.Integer("axis", 0), extents.Length);
        if (value is ActivationValue activation)
        {
            AxisParts.RequireNoBatch(activation, axis);
        }

        var sizes = Sizes(node, extents[axis]);
        var start = 0;
        for (var place = 0; place < sizes.Length; start += sizes[place], place++)
        {
            if (place >= node.Outputs.Count || node.Outputs[place].Length == 0)
            {
                continue;
            }

            if (value is ConstantValue { Tensor: var tensor })
            {
                graph.Define(node.Outputs[place], new ConstantValue(node.Outputs[place], Part(node, graph, tensor, axis, start, sizes[place])));
            }
            else if (sizes[place] == 0)
            {
                throw new UnsupportedException("parts of no elements");
            }
            else
            {
                graph.Result(node, place, AxisParts.Slice((ActivationValue)value, axis, start, 1, sizes[place]));
            }
        }
    }

    private static ConstantTensor Part(OnnxNode node, GraphBuilder graph, ConstantTensor tensor, int axis, int start, int size)
    {
        int[] counts = [.. tensor.Extents.Select((extent, at) => at == axis ? size : extent)];
        graph.Budget.ReserveConstant(node, counts);
        return ConstantLayout.Slice(
            tensor, [.. counts.Select((_, at) => at == axis ? start : 0)], [.. counts.Select(_ => 1)], counts);
    }

    private static int[] Sizes(OnnxNode node, int extent)
    {
        var count = node.OutputCount;
        if ((node.Opset < 13 ? node.Integers("split") : node.OptionalIntegers(1, "the sizes")) is { } given)
        {
            return given.Length == count && given.All(size => size >= 0 && size <= extent) && given.Sum() == extent
                ? [.. given.Select(size => (int)size)]
                : throw node.Invalid($"has parts of [{string.Join(", ", given)}] for {count} outputs of {extent}");
        }

        // With a number of parts the last one may be smaller.
        var isCounted = node.Opset >= 18 && node.HasAttribute("num_outputs");
        var parts = isCounted ? node.Integer("num_outputs", count) : count;
        var size = (extent + count - 1) / count;
        var last = extent - ((long)size * (count - 1));
        return parts == count && (isCounted ? last > 0 : last == size)
            ? [.. Enumerable.Repeat(size, count - 1), (int)last]
            : throw node.Invalid($"splits {extent} into {parts} parts for {count} outputs");
    }
}
