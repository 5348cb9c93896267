using Wfn.Import.Families;
using Wfn.Import.Folding;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The input again and again along each axis.</summary>
internal sealed class TileOperator() : OnnxOperator(
    "Tile", "a gather for each repeated axis; constants are tiled at import", "repeats computed at run time; a repeated batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var repeats = node.OptionalIntegers(1, "repeats") ?? throw node.Invalid("has no repeats");
        if (node.Input(0) is ConstantValue { Tensor: var tensor })
        {
            Require(node, repeats, tensor.Rank, least: 0);
            for (var axis = 0; axis < tensor.Rank; axis++)
            {
                int[] extents = [.. tensor.Extents];
                var indices = Indices(node, graph, extents[axis], repeats[axis]);
                extents[axis] = indices.Length;
                var count = graph.Budget.ReserveConstant(node, extents);
                tensor = ConstantLayout.Gather(tensor, axis, indices, extents, count);
            }

            graph.Constant(node, tensor);
            return;
        }

        var x = node.Activation(0);
        Require(node, repeats, x.Shape.Rank, least: 1);
        for (var axis = 0; axis < repeats.Length; axis++)
        {
            x = repeats[axis] == 1 ? x : Repeated(node, graph, x, axis, repeats[axis]);
        }

        graph.Alias(node, x);
    }

    private static ActivationValue Repeated(OnnxNode node, GraphBuilder graph, ActivationValue x, int axis, long count)
    {
        AxisParts.RequireNoBatch(x, axis);
        return AxisParts.Take(node, graph, x, axis, Indices(node, graph, x.Shape[axis], count));
    }

    private static int[] Indices(OnnxNode node, GraphBuilder graph, int extent, long count)
    {
        var indices = new int[graph.Budget.ReserveConstant(node, [extent, (int)count])];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = i % extent;
        }

        return indices;
    }

    private static void Require(OnnxNode node, long[] repeats, int rank, int least)
    {
        if (repeats.Length != rank || repeats.Any(count => count < least || count > Graph.Limits.Elements))
        {
            throw node.Invalid($"has the repeats [{string.Join(", ", repeats)}] for {rank} axes");
        }
    }
}
