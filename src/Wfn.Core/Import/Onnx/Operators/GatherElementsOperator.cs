using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>An element for each index, at its own place but for one axis.</summary>
internal sealed class GatherElementsOperator() : OnnxOperator(
    "GatherElements", "gather over the elements; constants are gathered at import", "indices computed at run time; values with a batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var indices = node.Constant(1, "indices").Tensor;
        graph.Budget.ReserveConstant(node, indices.Extents);
        if (node.Input(0) is ConstantValue { Tensor: var tensor })
        {
            var own = node.Axis(node.Integer("axis", 0), tensor.Rank);
            graph.Constant(node, tensor.Pick(indices.Extents, ElementParts.OfAxis(node, indices, tensor.Extents, own)));
            return;
        }

        var x = node.Activation(0);
        var axis = node.Axis(node.Integer("axis", 0), x.Shape.Rank);
        var flat = ElementParts.Flat(node, graph, x);
        ElementParts.Result(node, graph, [flat], ElementParts.OfAxis(node, indices, [.. x.Shape.Dimensions], axis), indices.Extents);
    }
}
