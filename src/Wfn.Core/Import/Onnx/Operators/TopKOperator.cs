using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest or smallest elements along an axis, and where they are; the first one of them.</summary>
internal sealed class TopKOperator() : OnnxOperator(
    "TopK",
    "indices of the largest (smallest) values along the axis, and a pick of them; of k = 1 the largest value and its index",
    "k computed at run time; the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("sorted");
        var x = node.Activation(0);
        var isLargest = node.Flag("largest", true);
        var k = node.Opset < 10 ? [node.Integer("k", 0)] : node.OptionalIntegers(1, "k") ?? throw node.Invalid("has no k");
        var axis = node.Axis(node.Integer("axis", -1), x.Shape.Rank);
        AxisParts.RequireNoBatch(x, axis);
        if (k.Length != 1 || k[0] < 1 || k[0] > x.Shape[axis])
        {
            throw k is [0] ? new UnsupportedException("k = 0, which makes no elements") : node.Invalid($"has the k [{string.Join(", ", k)}] of {x.Shape[axis]}");
        }

        var top = new TopElements(node, graph, x, axis, (int)k[0], isLargest);
        if (node.IsRead(0))
        {
            graph.Define(node.Output, top.Values());
        }

        if (node.IsRead(1))
        {
            graph.Define(node.Outputs[1], new IntegerValue(top.Indices()));
        }
    }
}
