using Wfn.Graph;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>
/// What NumPy's brackets take: ranges with steps, single indices whose axis goes, new axes and one ellipsis. Masks say of each entry
/// which of these it is.
/// </summary>
internal sealed class StridedSliceOperator() : TfLiteOperator(
    "STRIDED_SLICE", "slice, axes taken away and put in", "ranges computed at run time; a part of the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var entries = Entries.Of(node);
        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var tensor })
        {
            var taken = entries.Ranges(node, tensor.Extents, 1);
            var part = SliceParts.Take(node, graph, tensor, [.. taken.Select(axis => axis.Range)]);
            var extents = part.Extents.Where((_, axis) => !taken[axis].IsGone).ToList();
            entries.NewAxes.ForEach(axis => extents.Insert(axis, 1));
            graph.Constant(node, extents.Count <= Limits.Rank ? part.WithExtents([.. extents])
                : throw node.Invalid($"makes {extents.Count} axes"));
            return;
        }

        var x = graph.Activation(node, 0);
        var ranges = entries.Ranges(node, x.Shape.Dimensions, graph.Builder.StaticBatch ?? 1);
        if (x.BatchAxis >= 0 && ranges[x.BatchAxis].IsGone)
        {
            throw new UnsupportedException("taking away the batch");
        }

        var y = SliceParts.Take(node, graph, x, [.. ranges.Select(axis => axis.Range)]);
        y = AxisEdits.Without(node, graph, y, [.. Enumerable.Range(0, ranges.Count).Where(axis => ranges[axis].IsGone)]);
        foreach (var axis in entries.NewAxes)
        {
            y = AxisEdits.With(node, graph, y, axis);
        }

        graph.Result(node, y);
    }

    // The entries of the brackets, one for each axis of the input and those that are new.
    private sealed class Entries
    {
        private readonly List<(long Start, long End, long Step, bool IsIndex)> before = [];
        private readonly List<(long Start, long End, long Step, bool IsIndex)> after = [];
        private int ellipsisAt = -1;

        /// <summary>Where in the result new axes are, ascending.</summary>
        public List<int> NewAxes { get; } = [];

        public static Entries Of(TfLiteNode node)
        {
            var (starts, ends, steps) = (
                node.Integers(1, "the first indices"), node.Integers(2, "the last indices"), node.Integers(3, "the steps"));
            if (starts.Length != ends.Length || starts.Length != steps.Length || starts.Length > Limits.Rank
                || Array.IndexOf(steps, 0L) >= 0)
            {
                throw node.Invalid($"has {starts.Length} first and {ends.Length} last indices and {steps.Length} steps, or a step of 0");
            }

            if (node.Flag(5))
            {
                ends = [.. ends.Select((end, entry) => starts[entry] + end)];
            }

            var (startMask, endMask, ellipsisMask, newMask, indexMask) = (
                node.Option(0), node.Option(1), node.Option(2), node.Option(3), node.Option(4));
            var entries = new Entries();
            for (var entry = 0; entry < starts.Length; entry++)
            {
                if (Has(ellipsisMask, entry))
                {
                    entries.ellipsisAt = entries.ellipsisAt < 0 ? entry : throw node.Invalid("has two ellipses");
                }
                else if (Has(newMask, entry))
                {
                    if (entries.ellipsisAt >= 0)
                    {
                        throw new UnsupportedException("a new axis behind an ellipsis");
                    }

                    entries.NewAxes.Add(entries.before.Count(own => !own.IsIndex) + entries.NewAxes.Count);
                }
                else
                {
                    // An index takes one element whatever the end says.
                    var isIndex = Has(indexMask, entry);
                    var step = isIndex ? 1 : steps[entry];
                    var start = !isIndex && Has(startMask, entry) ? (step > 0 ? 0 : long.MaxValue / 2) : starts[entry];
                    var end = isIndex ? (start == -1 ? long.MaxValue / 2 : start + 1)
                        : Has(endMask, entry) ? (step > 0 ? long.MaxValue / 2 : long.MinValue / 2) : ends[entry];
                    (entries.ellipsisAt < 0 ? entries.before : entries.after).Add((start, end, step, isIndex));
                }
            }

            return entries;
        }

        public List<(SliceRange Range, bool IsGone)> Ranges(TfLiteNode node, IReadOnlyList<int> extents, int batch)
        {
            var whole = extents.Count - before.Count - after.Count;
            if (whole < 0)
            {
                throw node.Invalid($"takes parts of {before.Count + after.Count} axes of {extents.Count}");
            }

            List<(long Start, long End, long Step, bool IsIndex)> all =
                [.. before, .. Enumerable.Repeat((0L, long.MaxValue / 2, 1L, false), whole), .. after];
            return [.. all.Select((entry, axis) =>
            {
                var extent = extents[axis] == TensorShape.Dynamic ? batch : extents[axis];
                var range = SliceRange.Of(entry.Start, entry.End, entry.Step, extent);
                if (entry.IsIndex && range.Count != 1)
                {
                    throw node.Invalid($"takes the element {entry.Start} of axis {axis} of {extent}");
                }

                return (extents[axis] == TensorShape.Dynamic && range == SliceParts.All(batch) ? SliceParts.Whole : range, entry.IsIndex);
            })];
        }

        private static bool Has(int mask, int entry) => ((mask >> entry) & 1) != 0;
    }
}
