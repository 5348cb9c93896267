using System;

namespace Wfn.Kernels;

/// <summary>Adds elements around a tensor.</summary>
internal sealed class PadCopy
{
    private const int Constant = -1;
    private readonly int[] extents;
    private readonly int[][] sources;

    private PadCopy(int[] extents, int[][] sources)
    {
        this.extents = extents;
        this.sources = sources;
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
        var written = 0;
        foreach (var position in sources[axis])
        {
            var next = position == Constant || index == Constant ? Constant : (index * extents[axis]) + position;
            if (axis < sources.Length - 1)
            {
                written += Run(source, destination.Slice(written), constant, axis + 1, next);
            }
            else
            {
                destination[written++] = next == Constant ? constant : source[next];
            }
        }

        return written;
    }
}
