using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Every element along an axis, without the axis.</summary>
internal sealed class UnpackOperator() : TfLiteOperator("UNPACK", "slices and reshapes", "the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        var axis = node.Axis(node.Option(1), x.Rank);
        if (axis == x.BatchAxis)
        {
            throw new UnsupportedException("along the batch");
        }

        if (node.Outputs.Count != x.Shape[axis])
        {
            throw node.Invalid($"unpacks axis {axis} of {x.Shape} into {node.Outputs.Count}");
        }

        for (var output = 0; output < node.Outputs.Count; output++)
        {
            if (node.Outputs[output].Length > 0)
            {
                var at = output;
                var part = SliceParts.Take(
                    node, graph, x, [.. x.Shape.Dimensions.Select(
                        (extent, own) => own == axis ? new SliceRange(at, 1, 1) : SliceParts.All(extent))]);
                graph.Result(node, AxisEdits.Without(node, graph, part, [axis]), output);
            }
        }
    }
}
