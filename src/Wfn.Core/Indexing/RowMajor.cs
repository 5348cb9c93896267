using Wfn.Graph;

namespace Wfn.Indexing;

/// <summary>Index arithmetic of row-major tensors.</summary>
internal static class RowMajor
{
    /// <summary>The distance in elements between neighbours along each axis.</summary>
    public static int[] Strides(TensorShape shape)
    {
        var strides = new int[shape.Rank];
        var stride = 1;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    /// <summary>
    /// One number for each element of <paramref name="shape"/> in row-major order, made from the element's coordinates.
    /// </summary>
    public static int[] Map(TensorShape shape, Func<int[], int> source)
    {
        var map = new int[shape.ElementCount];
        var coordinates = new int[shape.Rank];
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = source(coordinates);
            for (var axis = shape.Rank - 1; axis >= 0 && ++coordinates[axis] == shape[axis]; axis--)
            {
                coordinates[axis] = 0;
            }
        }

        return map;
    }

    /// <summary>One number for each element of <paramref name="shape"/> in row-major order, which grows by a stride along each axis.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="start">The number of the first element.</param>
    /// <param name="strides">What each axis adds a step.</param>
    public static int[] Map(TensorShape shape, int start, ReadOnlySpan<int> strides)
    {
        var map = new int[shape.ElementCount];
        var filled = Math.Min(1, map.Length);
        if (filled > 0)
        {
            map[0] = start;
        }

        // What is there already, again for each further place along the next axis out.
        for (var axis = shape.Rank - 1; axis >= 0 && filled < map.Length; axis--)
        {
            var part = filled;
            for (var place = 1; place < shape[axis]; place++)
            {
                for (var i = 0; i < part; i++)
                {
                    map[filled++] = map[i] + (place * strides[axis]);
                }
            }
        }

        return map;
    }

    /// <summary>The product of the extents from <paramref name="start"/> up to, but without, <paramref name="end"/>.</summary>
    public static int Count(TensorShape shape, int start, int end)
    {
        var count = 1;
        for (var axis = start; axis < end; axis++)
        {
            count *= shape[axis];
        }

        return count;
    }
}
