using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>A value repeated along its axes.</summary>
internal sealed class TileOperator() : TfLiteOperator("TILE", "gathers", "counts computed at run time; repeating the batch")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        var counts = node.Integers(1, "the counts");
        if (counts.Length != x.Rank || Array.Exists(counts, count => count < 1))
        {
            throw node.Invalid($"has the counts [{string.Join(", ", counts.Take(20))}] for {x.Rank} axes");
        }

        var value = x.Value;
        for (var axis = 0; axis < counts.Length; axis++)
        {
            if (counts[axis] > 1)
            {
                AxisParts.RequireNoBatch(value, x.PlaceOf(axis));
                var extent = x.Shape[axis];
                var made = node.ToInt(extent * counts[axis], "an extent");
                graph.Budget.ReserveConstant(node, [made]);
                value = AxisParts.Take(node, graph.Builder, value, x.PlaceOf(axis), [.. Enumerable.Range(0, made).Select(i => i % extent)]);
            }
        }

        graph.Result(node, x.With(value));
    }
}
