using Wfn.Graph;

namespace Wfn.Indexing;

/// <summary>
/// For the operations that only move elements: where each output element comes from, as an index into the operand. Shapes
/// are those of one sample, without the batch axis.
/// </summary>
internal static class IndexMap
{
    /// <summary>What stands in a map for an element that comes from no operand (constant padding).</summary>
    public const int None = -1;

    /// <summary>NumPy broadcasting of an operand to the output's shape, aligned at the last axis.</summary>
    public static int[] Broadcast(TensorShape operand, TensorShape output)
    {
        var strides = RowMajor.Strides(operand);
        var missing = output.Rank - operand.Rank;
        var along = new int[output.Rank];
        for (var axis = 0; axis < operand.Rank; axis++)
        {
            along[axis + missing] = operand[axis] == 1 ? 0 : strides[axis];
        }

        return RowMajor.Map(output, 0, along);
    }

    /// <summary>Output axis i is input axis permutation[i].</summary>
    public static int[] Transpose(TensorShape input, EquatableArray<int> permutation)
    {
        var strides = RowMajor.Strides(input);
        var output = TensorShape.Of(permutation.Select(axis => input[axis]).ToArray());
        return RowMajor.Map(output, 0, [.. permutation.Select(axis => strides[axis])]);
    }

    /// <summary>Every axis begins at its start and goes on by its step.</summary>
    public static int[] Slice(TensorShape input, TensorShape output, EquatableArray<int> starts, EquatableArray<int> steps)
    {
        var strides = RowMajor.Strides(input);
        return RowMajor.Map(
            output, starts.Select((start, axis) => start * strides[axis]).Sum(), [.. steps.Select((step, axis) => step * strides[axis])]);
    }

    /// <summary>The parts at some indices along an axis.</summary>
    public static int[] Gather(TensorShape input, int axis, EquatableArray<int> indices)
    {
        var inner = RowMajor.Count(input, axis + 1, input.Rank);
        var outer = RowMajor.Count(input, 0, axis);
        var map = new int[outer * indices.Count * inner];
        var next = 0;
        for (var o = 0; o < outer; o++)
        {
            foreach (var index in indices)
            {
                for (var i = 0; i < inner; i++)
                {
                    map[next++] = (((o * input[axis]) + index) * inner) + i;
                }
            }
        }

        return map;
    }

    /// <summary>Elements added before every axis (and after it, as the output's shape says).</summary>
    public static int[] Pad(TensorShape input, TensorShape output, EquatableArray<int> before, PadMode mode)
    {
        var strides = RowMajor.Strides(input);
        return RowMajor.Map(output, at =>
        {
            var index = 0;
            for (var axis = 0; axis < at.Length; axis++)
            {
                var position = Source(at[axis] - before[axis], input[axis], mode);
                if (position == None)
                {
                    return None;
                }

                index += position * strides[axis];
            }

            return index;
        });
    }

    private static int Source(int position, int extent, PadMode mode)
    {
        if (position >= 0 && position < extent)
        {
            return position;
        }

        switch (mode)
        {
            case PadMode.Edge:
                return position < 0 ? 0 : extent - 1;
            case PadMode.Wrap:
                return ((position % extent) + extent) % extent;
            case PadMode.Reflect when extent == 1:
                return 0;
            case PadMode.Reflect:
                var period = 2 * (extent - 1);
                var folded = ((position % period) + period) % period;
                return folded < extent ? folded : period - folded;
            default:
                return None;
        }
    }
}
