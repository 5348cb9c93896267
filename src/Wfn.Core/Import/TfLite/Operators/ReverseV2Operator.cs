using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>A value with its elements along some axes in the other order.</summary>
internal sealed class ReverseV2Operator() : TfLiteOperator("REVERSE_V2", "slice", "the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        var axes = node.DistinctAxes(node.Integers(1, "the axes"), x.Rank);
        graph.Result(node, axes.Contains(x.BatchAxis)
            ? throw new UnsupportedException("along the batch")
            : SliceParts.Take(
                node,
                graph,
                x,
                [.. x.Shape.Dimensions.Select(
                    (extent, axis) => axes.Contains(axis) && extent > 1 ? new SliceRange(extent - 1, -1, extent)
                    : SliceParts.All(extent))]));
    }
}
