using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>Operations that only move elements, as strides. Shapes are of samples.</summary>
internal static class Moves
{
    /// <summary>Output axis i is input axis permutation[i].</summary>
    public static StridedCopyLayout Transpose(TensorShape input, EquatableArray<int> permutation)
    {
        var strides = AxisCoalescing.Strides(input.Dimensions);
        var extents = permutation.Select(axis => input[axis]).ToArray();
        return StridedCopyLayout.Of(extents, 0, permutation.Select(axis => strides[axis]).ToArray(), 0, AxisCoalescing.Strides(extents));
    }

    /// <summary>Every axis begins at its start and goes on by its step.</summary>
    public static StridedCopyLayout Slice(TensorShape input, TensorShape output, EquatableArray<int> starts, EquatableArray<int> steps)
    {
        var strides = AxisCoalescing.Strides(input.Dimensions);
        var extents = output.Dimensions.ToArray();
        return StridedCopyLayout.Of(
            extents,
            strides.Select((stride, axis) => stride * starts[axis]).Sum(),
            strides.Select((stride, axis) => extents[axis] == 1 ? 0 : stride * steps[axis]).ToArray(),
            0,
            AxisCoalescing.Strides(extents));
    }

    /// <summary>The inputs one after another along an axis: one move an input.</summary>
    public static EquatableArray<StridedCopyLayout> Concat(IReadOnlyList<TensorShape> inputs, TensorShape output, int axis)
    {
        var strides = AxisCoalescing.Strides(output.Dimensions);
        var moves = new List<StridedCopyLayout>();
        var start = 0;
        foreach (var input in inputs)
        {
            moves.Add(StridedCopyLayout.Of(input.Dimensions.ToArray(), 0, AxisCoalescing.Strides(input.Dimensions), start, strides));
            start += input[axis] * strides[axis];
        }

        return moves.ToEquatableArray();
    }
}
