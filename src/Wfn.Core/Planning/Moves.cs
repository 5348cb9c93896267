using Wfn.Graph;

namespace Wfn.Planning;

/// <summary>Operations that only move elements, as strides. Shapes are of samples.</summary>
internal static class Moves
{
    /// <summary>Output axis i is input axis permutation[i].</summary>
    public static StridedMove Transpose(TensorShape input, EquatableArray<int> permutation)
    {
        var strides = AxisJoin.Strides(input.Dimensions);
        var extents = permutation.Select(axis => input[axis]).ToArray();
        return StridedMove.Of(extents, 0, permutation.Select(axis => strides[axis]).ToArray(), 0, AxisJoin.Strides(extents));
    }

    /// <summary>Every axis begins at its start and goes on by its step.</summary>
    public static StridedMove Slice(TensorShape input, TensorShape output, EquatableArray<int> starts, EquatableArray<int> steps)
    {
        var strides = AxisJoin.Strides(input.Dimensions);
        var extents = output.Dimensions.ToArray();
        return StridedMove.Of(
            extents,
            strides.Select((stride, axis) => stride * starts[axis]).Sum(),
            strides.Select((stride, axis) => extents[axis] == 1 ? 0 : stride * steps[axis]).ToArray(),
            0,
            AxisJoin.Strides(extents));
    }

    /// <summary>The inputs one after another along an axis: one move an input.</summary>
    public static EquatableArray<StridedMove> Concat(IReadOnlyList<TensorShape> inputs, TensorShape output, int axis)
    {
        var strides = AxisJoin.Strides(output.Dimensions);
        var moves = new List<StridedMove>();
        var start = 0;
        foreach (var input in inputs)
        {
            moves.Add(StridedMove.Of(input.Dimensions.ToArray(), 0, AxisJoin.Strides(input.Dimensions), start, strides));
            start += input[axis] * strides[axis];
        }

        return moves.ToEquatableArray();
    }
}
