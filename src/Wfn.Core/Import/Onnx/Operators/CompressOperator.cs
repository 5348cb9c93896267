using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The parts along an axis, or of all elements, where a condition holds.</summary>
internal sealed class CompressOperator() : OnnxOperator(
    "Compress", "gather, or slice where the parts are evenly spaced", "a condition computed at run time; the batch as its axis; constants")
{
    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var condition = node.Constant(1, "the condition").Tensor;
        if (condition.IsFloat || condition.Rank != 1)
        {
            throw node.Invalid($"has a condition {condition} of other than a list of truth values");
        }

        var x = node.Activation(0);
        var isOfAll = !node.HasAttribute("axis");
        x = isOfAll ? ElementParts.Flat(node, graph, x) : x;
        var axis = isOfAll ? 0 : node.Axis(node.Integer("axis", 0), x.Shape.Rank);
        AxisParts.RequireNoBatch(x, axis);
        int[] indices = [.. Enumerable.Range(0, condition.Count).Where(i => condition.Integers[i] != 0)];
        if (condition.Count > x.Shape[axis])
        {
            throw node.Invalid($"has {condition.Count} truth values for an axis of {x.Shape[axis]}");
        }

        graph.Alias(node, AxisParts.Take(node, graph, x, axis, indices));
    }
}
