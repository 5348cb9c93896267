using Wfn.Graph;
using Wfn.Indexing;

namespace Wfn.Operators.Reduction;

/// <summary>The axes of a tensor some of which are reduced; those of extent 1 are left out, and neighbours of one sort are one.</summary>
/// <param name="KeptExtents">The extents of the axes that stay.</param>
/// <param name="KeptStrides">Distance between neighbours along them.</param>
/// <param name="Extents">The extents of the axes that are reduced.</param>
/// <param name="Strides">Distance between neighbours along them.</param>
internal sealed record ReductionLayout(
    EquatableArray<int> KeptExtents, EquatableArray<int> KeptStrides, EquatableArray<int> Extents, EquatableArray<int> Strides)
{
    /// <summary>The layout of a sample.</summary>
    public static ReductionLayout Of(TensorShape shape, EquatableArray<int> axes)
    {
        var strides = RowMajor.Strides(shape);
        var (kept, reduced) = (new List<(int Extent, int Stride)>(), new List<(int Extent, int Stride)>());
        var wasReduced = (bool?)null;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == 1)
            {
                continue;
            }

            var isReduced = axes.Contains(axis);
            var own = isReduced ? reduced : kept;
            if (wasReduced == isReduced)
            {
                own[own.Count - 1] = (own[own.Count - 1].Extent * shape[axis], strides[axis]);
            }
            else
            {
                own.Add((shape[axis], strides[axis]));
            }

            wasReduced = isReduced;
        }

        return new ReductionLayout(
            kept.Select(a => a.Extent).ToEquatableArray(),
            kept.Select(a => a.Stride).ToEquatableArray(),
            reduced.Select(a => a.Extent).ToEquatableArray(),
            reduced.Select(a => a.Stride).ToEquatableArray());
    }

    /// <summary>For each element of the result the first element that becomes it.</summary>
    public int[] KeptOffsets() => Offsets(KeptExtents, KeptStrides);

    /// <summary>From that to all elements that become it.</summary>
    public int[] ReducedOffsets() => Offsets(Extents, Strides);

    private static int[] Offsets(EquatableArray<int> extents, EquatableArray<int> strides) =>
        RowMajor.Map(new TensorShape(extents), 0, strides.AsSpan());
}
