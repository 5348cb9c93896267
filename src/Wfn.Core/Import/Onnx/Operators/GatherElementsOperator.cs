using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>An element for each index, at its own place but for one axis.</summary>
internal sealed class GatherElementsOperator() : OnnxOperator(
    "GatherElements", "gather over the elements, or a pick along the axis at indices computed at run time; constants are gathered at import",
    "constant indices into values with a batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(1) is IntegerValue { Numbers: var places })
        {
            AtRunTime(node, graph, places);
            return;
        }

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

    private static void AtRunTime(OnnxNode node, GraphBuilder graph, ActivationValue places)
    {
        if (node.Input(0) is ConstantValue { Tensor.Rank: 1 })
        {
            // Along the one axis that there is, elements are rows.
            var picked = RunTimeGather.Rows(node, graph, node.Input(0), 0, node.Input(1));
            graph.Define(node.Output, node.Input(0) is ConstantValue { Tensor.IsFloat: false } ? new IntegerValue(picked) : picked);
            return;
        }

        var x = node.Activation(0);
        var axis = node.Axis(node.Integer("axis", 0), x.Shape.Rank);
        AxisParts.RequireNoBatch(x, axis);
        graph.Result(node, (name, output) => new PickAlongNode { Name = name, Inputs = [x.Name, places.Name], Output = output, Axis = axis });
    }
}
