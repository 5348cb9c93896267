using Wfn.Graph;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>Regular parts of values, a range for every axis of the file.</summary>
internal static class SliceParts
{
    /// <summary>The part of an activation: itself where it is all of it.</summary>
    public static LaidOutValue Take(TfLiteNode node, TfLiteGraph graph, LaidOutValue x, IReadOnlyList<SliceRange> ranges)
    {
        var extents = x.Shape.Dimensions;
        for (var axis = 0; axis < extents.Count; axis++)
        {
            if (extents[axis] == TensorShape.Dynamic && ranges[axis] != Whole)
            {
                throw new UnsupportedException("a part of the batch");
            }

            if (ranges[axis].Count == 0)
            {
                throw node.Invalid($"takes nothing of axis {axis} of {x.Shape}");
            }
        }

        if (Enumerable.Range(0, extents.Count)
            .All(axis => ranges[axis] is { Start: 0, Step: 1 }
            && (extents[axis] == TensorShape.Dynamic || ranges[axis].Count == extents[axis])))
        {
            return x;
        }

        return x.With(graph.Step(node, "slice", (name, output) => new SliceNode
        {
            Name = name,
            Inputs = [x.Value.Name],
            Output = output,
            Starts = x.Places([.. ranges.Select(range => range.Start)]).ToEquatableArray(),
            Steps = x.Places([.. ranges.Select(range => range.Step)]).ToEquatableArray(),
            Shape = new TensorShape(
                x.Places([.. ranges.Select((range, axis) => extents[axis] == TensorShape.Dynamic ? TensorShape.Dynamic : range.Count)])
                .ToEquatableArray()),
        }));
    }

    /// <summary>The part of a constant.</summary>
    public static ConstantTensor Take(TfLiteNode node, TfLiteGraph graph, ConstantTensor tensor, IReadOnlyList<SliceRange> ranges)
    {
        int[] counts = [.. ranges.Select(range => range.Count)];
        graph.Budget.ReserveConstant(node, counts);
        return ConstantLayout.Slice(tensor, [.. ranges.Select(range => range.Start)], [.. ranges.Select(range => range.Step)], counts);
    }

    /// <summary>All of an axis; of the batch, which counts as one element.</summary>
    public static SliceRange All(int extent) => extent == TensorShape.Dynamic ? Whole : new SliceRange(0, 1, extent);

    /// <summary>All of a batch.</summary>
    public static SliceRange Whole => new(0, 1, 1);
}
