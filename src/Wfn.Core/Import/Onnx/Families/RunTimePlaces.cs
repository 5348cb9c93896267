using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>
/// Indices computed at run time as places among the rows of a tensor, those of one sample where every sample has its own. An index outside
/// its axis is taken to the nearest inside, as a pick takes it.
/// </summary>
internal static class RunTimePlaces
{
    /// <summary>Places of tuples that lie along the last axis of a tensor of indices.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="indices">The tuples.</param>
    /// <param name="extents">The extents of what they point into; the batch, where it has one, in front.</param>
    /// <param name="common">How many axes in front both have in common.</param>
    /// <returns>A place for each tuple, in the shape of the tuples, and how many elements it is the place of.</returns>
    public static (ActivationValue Places, int Inner) OfTuples(OnnxNode node, GraphBuilder graph, ActivationValue indices, int[] extents, int common)
    {
        var rank = indices.Shape.Rank;
        var length = rank == 0 || indices.BatchAxis == rank - 1 ? 0 : indices.Shape[rank - 1];
        if (length < 1 || common < 0 || common >= rank || common + length > extents.Length)
        {
            throw node.Invalid($"has indices {indices.Shape} into [{string.Join(", ", extents)}]");
        }

        var inner = Product(extents.Skip(common + length));
        ActivationValue? sum = null;
        for (var i = 0; i < length; i++)
        {
            var one = length == 1 ? indices : AxisParts.Take(node, graph, indices, rank - 1, [i]);
            var stride = Product(extents.Skip(common + i + 1).Take(length - i - 1));
            var part = Scaled(node, graph, Inside(node, graph, one, extents[common + i]), stride);
            sum = sum is null ? part : BinaryImport.Step(node, graph, BinaryOperator.Add, sum, part);
        }

        var places = graph.Reshaped(node, "tuples", sum!, TensorShape.Of([.. indices.Shape.Dimensions.Take(rank - 1)]));

        // Where what is in common is no batch, it has a part in the place.
        var first = places.BatchAxis == 0 ? 1 : 0;
        for (var axis = first; axis < common; axis++)
        {
            var stride = Product(extents.Skip(axis + 1).Take(common + length - axis - 1));
            var own = Steps.Numbers(
                node,
                "common",
                [extents[axis], .. Enumerable.Repeat(1, places.Shape.Rank - 1 - axis)],
                [.. Enumerable.Range(0, extents[axis]).Select(i => (float)i * stride)]);
            places = BinaryImport.Step(node, graph, BinaryOperator.Add, places, own);
        }

        return (places, inner);
    }

    /// <summary>Places of single elements, at the indices' own but for one axis.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="indices">The indices.</param>
    /// <param name="extents">The extents of what they point into; the batch, where it has one, in front.</param>
    /// <param name="along">The axis.</param>
    public static ActivationValue OfAxis(OnnxNode node, GraphBuilder graph, ActivationValue indices, int[] extents, int along)
    {
        var shape = indices.Shape;
        if (shape.Rank != extents.Length || indices.BatchAxis == along || indices.BatchAxis > 0)
        {
            throw new UnsupportedException($"indices {shape} into [{string.Join(", ", extents)}]");
        }

        var places = Scaled(node, graph, Inside(node, graph, indices, extents[along]), Product(extents.Skip(along + 1)));
        for (var axis = indices.BatchAxis == 0 ? 1 : 0; axis < extents.Length; axis++)
        {
            if (axis != along && shape[axis] > 1)
            {
                var stride = Product(extents.Skip(axis + 1));
                places = BinaryImport.Step(node, graph, BinaryOperator.Add, places, Steps.Numbers(
                    node,
                    "own",
                    [shape[axis], .. Enumerable.Repeat(1, shape.Rank - 1 - axis)],
                    [.. Enumerable.Range(0, shape[axis]).Select(i => (float)i * stride)]));
            }
        }

        return places;
    }

    /// <summary>A place for each element of the rows.</summary>
    public static ActivationValue OfElements(OnnxNode node, GraphBuilder graph, ActivationValue places, int inner)
    {
        if (inner == 1)
        {
            return places;
        }

        var own = graph.Reshaped(node, "rows", places, TensorShape.Of([.. places.Shape.Dimensions, 1]));
        return BinaryImport.Step(
            node, graph, BinaryOperator.Add, Scaled(node, graph, own, inner), Steps.Numbers(node, "element", [inner], [.. Enumerable.Range(0, inner).Select(i => (float)i)]));
    }

    // From 0 on: negative ones count from the end.
    private static ActivationValue Inside(OnnxNode node, GraphBuilder graph, ActivationValue index, int extent)
    {
        var inside = graph.Step(node, "inside", (name, output) =>
            new ClipNode { Name = name, Inputs = [index.Name], Output = output, Minimum = -extent, Maximum = extent - 1 });
        return BinaryImport.Step(node, graph, BinaryOperator.Modulo, inside, Steps.Number(node, "extent", extent));
    }

    private static ActivationValue Scaled(OnnxNode node, GraphBuilder graph, ActivationValue value, int factor) => factor == 1 ? value
        : BinaryImport.Step(node, graph, BinaryOperator.Multiply, value, Steps.Number(node, "stride", factor));

    private static int Product(IEnumerable<int> extents) => extents.Aggregate(1, (product, extent) => checked(product * extent));
}
