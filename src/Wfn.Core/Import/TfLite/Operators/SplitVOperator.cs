using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Parts of given extents along an axis; one may be left to what there is.</summary>
internal sealed class SplitVOperator() : TfLiteOperator("SPLIT_V", "slices", "the batch as its axis; extents computed at run time")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        var sizes = node.Integers(1, "the extents");
        var axis = node.Axis(node.Integer(2, "the axis"), x.Rank);
        var left = x.Shape[axis] - sizes.Where(size => size >= 0).Aggregate(0L, (sum, size) => Math.Min(sum + size, int.MaxValue));
        SplitParts.Define(node, graph, x, axis, [.. sizes.Select(size => node.ToInt(size == -1 ? left : size, "an extent"))]);
    }
}
