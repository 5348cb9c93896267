using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest or smallest elements along an axis, and where they are; the first one of them.</summary>
internal sealed class TopKOperator() : OnnxOperator(
    "TopK",
    "of k = 1 the largest (smallest) value along the axis, and its index",
    "k other than 1; k computed at run time; the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("sorted");
        var x = node.Activation(0);
        var isLargest = node.Flag("largest", true);
        var k = node.Opset < 10 ? [node.Integer("k", 0)] : node.OptionalIntegers(1, "k") ?? throw node.Invalid("has no k");
        if (k.Length != 1 || k[0] != 1)
        {
            throw new UnsupportedException($"k = {string.Join(", ", k)}; only the one largest or smallest element is read");
        }

        var axis = node.Axis(node.Integer("axis", -1), x.Shape.Rank);
        AxisParts.RequireNoBatch(x, axis);
        if (node.IsRead(0))
        {
            graph.Define(node.Output, graph.Reduced(node, isLargest ? ReductionOperator.Max : ReductionOperator.Min, x, [axis]));
        }

        if (node.IsRead(1))
        {
            var argument = isLargest ? ArgumentOperator.Max : ArgumentOperator.Min;
            graph.Define(node.Outputs[1], new IntegerValue(ArgumentImport.Step(node, graph, x, argument, axis, keepsAxis: true)));
        }
    }
}
