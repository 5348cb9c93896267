using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The parts of a value that tuples of indices name.</summary>
internal sealed class GatherNDOperator() : OnnxOperator(
    "GatherND", "gather over the elements; constants are gathered at import", "indices computed at run time; values with a batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var indices = node.Constant(1, "indices").Tensor;
        var common = node.ToInt(node.Integer("batch_dims", 0), "batch_dims");
        var constant = (node.Input(0) as ConstantValue)?.Tensor;
        int[] extents = constant?.Extents ?? [.. ElementParts.WithoutBatch(node.Activation(0)).Dimensions];
        if (common < 0 || indices.Rank == 0)
        {
            throw node.Invalid($"has indices {indices} and {common} axes in common");
        }

        var length = indices.Extents[indices.Rank - 1];
        int[] made = [.. indices.Extents.Take(indices.Rank - 1), .. extents.Skip(common + length)];
        graph.Budget.ReserveConstant(node, made);
        var elements = ElementParts.OfTuples(node, indices, extents, common);
        if (constant is not null)
        {
            graph.Constant(node, constant.Pick(made, elements));
        }
        else
        {
            ElementParts.Result(node, graph, [node.Activation(0)], elements, made);
        }
    }
}
