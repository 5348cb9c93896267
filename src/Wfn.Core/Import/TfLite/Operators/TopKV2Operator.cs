using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The largest elements along the last axis, and where they are.</summary>
internal sealed class TopKV2Operator() : TfLiteOperator(
    "TOPK_V2", "indices of the largest values along the last axis, and a pick of them", "k computed at run time; the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        var k = node.Integer(1, "k");
        if (x.Rank > 0)
        {
            AxisParts.RequireNoBatch(x.Value, x.PlaceOf(x.Rank - 1));
        }

        if (x.Rank == 0 || k < 1 || k > x.Shape[x.Rank - 1])
        {
            throw k == 0 ? new UnsupportedException("k = 0, which makes no elements") : node.Invalid($"has the k {k} of {x.Shape}");
        }

        var top = new TopElements(node, graph.Builder, x.Value, x.PlaceOf(x.Rank - 1), k, isLargest: true);
        graph.Result(node, x.With(top.Values()));
        graph.Result(node, x.With(top.Indices()), 1);
    }
}
