using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Parts of equal extent along an axis.</summary>
internal sealed class SplitOperator() : TfLiteOperator("SPLIT", "slices", "the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 1);
        var axis = node.Axis(node.Integer(0, "the axis"), x.Rank);
        var parts = Math.Max(1, node.Outputs.Count);
        SplitParts.Define(node, graph, x, axis, [.. Enumerable.Repeat(x.Shape[axis] / parts, parts)]);
    }
}
