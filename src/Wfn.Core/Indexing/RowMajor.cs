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
