using Wfn.Graph;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>So many elements from an index on, for every axis; −1 for all that follow.</summary>
internal sealed class SliceOperator() : TfLiteOperator("SLICE", "slice", "ranges computed at run time; a part of the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var (starts, counts) = (node.Integers(1, "the first indices"), node.Integers(2, "the counts"));
        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var tensor })
        {
            graph.Constant(node, SliceParts.Take(node, graph, tensor, Ranges(node, graph, tensor.Extents, starts, counts)));
            return;
        }

        var x = graph.Activation(node, 0);
        graph.Result(node, SliceParts.Take(node, graph, x, Ranges(node, graph, x.Shape.Dimensions, starts, counts)));
    }

    private static SliceRange[] Ranges(TfLiteNode node, TfLiteGraph graph, IReadOnlyList<int> extents, long[] starts, long[] counts)
    {
        if (starts.Length != extents.Count || counts.Length != extents.Count)
        {
            throw node.Invalid($"has {starts.Length} first indices and {counts.Length} counts for {extents.Count} axes");
        }

        return [.. extents.Select((extent, axis) =>
        {
            var whole = extent == TensorShape.Dynamic ? graph.Builder.StaticBatch ?? 1 : extent;
            var count = counts[axis] == -1 ? whole - starts[axis] : counts[axis];
            if (starts[axis] < 0 || count < 0 || starts[axis] + count > whole)
            {
                throw node.Invalid($"takes {count} elements from {starts[axis]} on of axis {axis} of {whole}");
            }

            return extent == TensorShape.Dynamic && starts[axis] == 0 && count == whole
                ? SliceParts.Whole
                : new SliceRange((int)starts[axis], 1, extent == TensorShape.Dynamic ? 0 : (int)count);
        })];
    }
}
