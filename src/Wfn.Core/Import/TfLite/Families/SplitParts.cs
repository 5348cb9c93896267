namespace Wfn.Import.TfLite.Families;

/// <summary>A value cut into parts along an axis, one an output.</summary>
internal static class SplitParts
{
    /// <summary>Defines a node's outputs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="x">The value.</param>
    /// <param name="axis">The file's axis.</param>
    /// <param name="counts">The extents of the parts along it.</param>
    public static void Define(TfLiteNode node, TfLiteGraph graph, LaidOutValue x, int axis, IReadOnlyList<int> counts)
    {
        if (axis == x.BatchAxis)
        {
            throw new UnsupportedException("along the batch");
        }

        if (counts.Count != node.Outputs.Count || counts.Any(count => count < 1) || counts.Sum(count => (long)count) != x.Shape[axis])
        {
            throw node.Invalid($"cuts axis {axis} of {x.Shape} into {node.Outputs.Count} parts of {string.Join(", ", counts.Take(20))}");
        }

        var start = 0;
        for (var output = 0; output < counts.Count; output++)
        {
            if (node.Outputs[output].Length > 0)
            {
                var at = start;
                graph.Result(
                    node,
                    SliceParts.Take(
                        node,
                        graph,
                        x,
                        [.. x.Shape.Dimensions.Select(
                            (extent, own) => own == axis ? new SliceRange(at, 1, counts[output]) : SliceParts.All(extent))]),
                    output);
            }

            start += counts[output];
        }
    }
}
