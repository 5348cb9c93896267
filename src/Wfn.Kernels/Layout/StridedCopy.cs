using System;

namespace Wfn.Kernels;

/// <summary>Places elements of one tensor in another, axis by axis: transposes, slices and joins.</summary>
internal sealed class StridedCopy
{
    private readonly int[] extents;
    private readonly int sourceStart;
    private readonly int[] sourceStrides;
    private readonly int destinationStart;
    private readonly int[] destinationStrides;

    /// <summary>Makes a copy; strides are in elements and may be negative in the source.</summary>
    internal StridedCopy(int[] extents, int sourceStart, int[] sourceStrides, int destinationStart, int[] destinationStrides)
    {
        this.extents = extents;
        this.sourceStart = sourceStart;
        this.sourceStrides = sourceStrides;
        this.destinationStart = destinationStart;
        this.destinationStrides = destinationStrides;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run<T>(ReadOnlySpan<T> source, Span<T> destination) => Run(source, destination, 0, sourceStart, destinationStart);

    private void Run<T>(ReadOnlySpan<T> source, Span<T> destination, int axis, int from, int to)
    {
        var extent = extents[axis];
        var sourceStride = sourceStrides[axis];
        var destinationStride = destinationStrides[axis];
        if (axis < extents.Length - 1)
        {
            for (var i = 0; i < extent; i++, from += sourceStride, to += destinationStride)
            {
                Run(source, destination, axis + 1, from, to);
            }
        }
        else if (sourceStride == 1 && destinationStride == 1)
        {
            source.Slice(from, extent).CopyTo(destination.Slice(to));
        }
        else
        {
            for (var i = 0; i < extent; i++, from += sourceStride, to += destinationStride)
            {
                destination[to] = source[from];
            }
        }
    }
}
