using System;

namespace Wfn.Kernels;

/// <summary>Takes parts of a tensor at some indices along an axis: the tensor as [outer, extent, inner].</summary>
internal sealed class GatherCopy
{
    private readonly int outer;
    private readonly int extent;
    private readonly int inner;
    private readonly int[] indices;

    /// <summary>Makes a copy.</summary>
    internal GatherCopy(int outer, int extent, int inner, int[] indices)
    {
        this.outer = outer;
        this.extent = extent;
        this.inner = inner;
        this.indices = indices;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run<T>(ReadOnlySpan<T> source, Span<T> destination)
    {
        for (var o = 0; o < outer; o++)
        {
            var part = source.Slice(o * extent * inner, extent * inner);
            var taken = destination.Slice(o * indices.Length * inner, indices.Length * inner);
            if (inner == 1)
            {
                for (var i = 0; i < taken.Length; i++)
                {
                    taken[i] = part[indices[i]];
                }

                continue;
            }

            for (var i = 0; i < indices.Length; i++)
            {
                part.Slice(indices[i] * inner, inner).CopyTo(taken.Slice(i * inner));
            }
        }
    }
}
