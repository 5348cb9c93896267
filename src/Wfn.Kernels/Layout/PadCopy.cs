using System;

namespace Wfn.Kernels;

/// <summary>Adds elements around a tensor.</summary>
internal sealed class PadCopy
{
    private const int Constant = -1;
    private readonly int[] extents;
    private readonly int[][] sources;

    // Of the last axis, what comes from the source in its order.
    private readonly int first;
    private readonly int count;

    private PadCopy(int[] extents, int[][] sources)
    {
        this.extents = extents;
        this.sources = sources;
        var last = sources[sources.Length - 1];
        while (first < last.Length && last[first] == Constant)
        {
            first++;
        }

        while (first + count < last.Length && last[first + count] == last[first] + count)
        {
            count++;
        }
    }

    /// <summary>Added elements have a constant value.</summary>
    internal static PadCopy WithConstant(int[] extents, int[] before, int[] after) =>
        Make(extents, before, after, (position, extent) => Constant);

    /// <summary>Added elements have the border's value.</summary>
    internal static PadCopy WithEdge(int[] extents, int[] before, int[] after) =>
        Make(extents, before, after, (position, extent) => position < 0 ? 0 : extent - 1);

    /// <summary>Added elements come from the other end.</summary>
    internal static PadCopy WithWrap(int[] extents, int[] before, int[] after) =>
        Make(extents, before, after, (position, extent) => ((position % extent) + extent) % extent);

    /// <summary>Added elements are mirrored at the border, which is not repeated.</summary>
    internal static PadCopy WithReflect(int[] extents, int[] before, int[] after) =>
        Make(extents, before, after, Reflect);

    /// <summary>Runs one sample.</summary>
    internal void Run<T>(ReadOnlySpan<T> source, Span<T> destination, T constant) => Run(source, destination, constant, 0, 0);

    private static int Reflect(int position, int extent)
    {
        if (extent == 1)
        {
            return 0;
        }

        var period = 2 * (extent - 1);
        var folded = ((position % period) + period) % period;
        return folded < extent ? folded : period - folded;
    }

    private static PadCopy Make(int[] extents, int[] before, int[] after, Func<int, int, int> outside)
    {
        if (extents.Length == 0)
        {
            // A single element, as one of an axis.
            (extents, before, after) = (new[] { 1 }, new int[1], new int[1]);
        }

        var sources = new int[extents.Length][];
        for (var axis = 0; axis < extents.Length; axis++)
        {
            sources[axis] = new int[before[axis] + extents[axis] + after[axis]];
            for (var i = 0; i < sources[axis].Length; i++)
            {
                var position = i - before[axis];
                sources[axis][i] = position >= 0 && position < extents[axis] ? position : outside(position, extents[axis]);
            }
        }

        return new PadCopy(extents, sources);
    }

    // Fills the destination from its start and returns how much that was.
    private int Run<T>(ReadOnlySpan<T> source, Span<T> destination, T constant, int axis, int index)
    {
        var positions = sources[axis];
        if (axis == sources.Length - 1)
        {
            RunRow(source, destination.Slice(0, positions.Length), constant, index == Constant ? Constant : index * extents[axis]);
            return positions.Length;
        }

        var written = 0;
        foreach (var position in positions)
        {
            var next = position == Constant || index == Constant ? Constant : (index * extents[axis]) + position;
            written += Run(source, destination.Slice(written), constant, axis + 1, next);
        }

        return written;
    }

    private void RunRow<T>(ReadOnlySpan<T> source, Span<T> destination, T constant, int start)
    {
        if (start == Constant)
        {
            destination.Fill(constant);
            return;
        }

        var positions = sources[sources.Length - 1];
        for (var i = 0; i < first; i++)
        {
            destination[i] = constant;
        }

        if (count > 0)
        {
            source.Slice(start + positions[first], count).CopyTo(destination.Slice(first));
        }

        for (var i = first + count; i < destination.Length; i++)
        {
            destination[i] = positions[i] == Constant ? constant : source[start + positions[i]];
        }
    }
}
