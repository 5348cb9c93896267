using System;

namespace Wfn.Kernels;

/// <summary>An element of the data for each index, at the index' own place but for one axis.</summary>
internal sealed class FloatPickAlong
{
    private readonly int[] extents;
    private readonly int[] strides;
    private readonly int extent;
    private readonly int stride;

    /// <summary>Takes the sizes.</summary>
    /// <param name="extents">The extents of the indices.</param>
    /// <param name="strides">Distance in the data between neighbours along each axis, 0 along the one that indices are of.</param>
    /// <param name="extent">The data's elements along that axis.</param>
    /// <param name="stride">Distance between neighbours along it.</param>
    internal FloatPickAlong(int[] extents, int[] strides, int extent, int stride)
    {
        this.extents = extents;
        this.strides = strides;
        this.extent = extent;
        this.stride = stride;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run(ReadOnlySpan<float> data, ReadOnlySpan<float> indices, Span<float> output)
    {
        for (var element = 0; element < output.Length; element++)
        {
            output[element] = data[Place(element) + (FloatPick.Index(indices[element], extent) * stride)];
        }
    }

    private int Place(int element)
    {
        var place = 0;
        for (var axis = extents.Length - 1; axis >= 0; axis--)
        {
            place += element % extents[axis] * strides[axis];
            element /= extents[axis];
        }

        return place;
    }
}
