using System;

namespace Wfn.Kernels;

/// <summary>Parts of [outer, extent, inner] elements at indices computed at run time.</summary>
internal sealed class FloatPick
{
    private readonly int extent;
    private readonly int inner;

    /// <summary>Takes the data's sizes.</summary>
    /// <param name="extent">Elements along the axis.</param>
    /// <param name="inner">Elements of each.</param>
    internal FloatPick(int extent, int inner)
    {
        this.extent = extent;
        this.inner = inner;
    }

    /// <summary>The index of an element along an axis: negative ones count from its end, and what lies outside is taken inside.</summary>
    internal static int Index(float index, int extent)
    {
        // Comparisons with what is no number are false, and the first element it is.
        if (!(index >= 0))
        {
            return index < 0 && index >= -extent ? Math.Max(0, (int)Math.Floor(index) + extent) : 0;
        }

        return index < extent ? (int)index : extent - 1;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run(ReadOnlySpan<float> data, ReadOnlySpan<float> indices, Span<float> output)
    {
        var to = 0;
        for (var from = 0; from < data.Length; from += extent * inner)
        {
            foreach (var index in indices)
            {
                data.Slice(from + (Index(index, extent) * inner), inner).CopyTo(output.Slice(to, inner));
                to += inner;
            }
        }
    }
}
