using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;

namespace Wfn.Reference.Fixed;

/// <summary>Puts one operand of a concatenation into its place, on the output's scale.</summary>
internal static class FixedConcat
{
    /// <returns>Where along the axis the next operand begins.</returns>
    public static int Place(int[] input, TensorShape inputShape, int shift, int[] output, FixedPointTensor result, int axis, int start)
    {
        var inner = RowMajor.Count(result.Shape, axis + 1, result.Shape.Rank);
        var length = inputShape[axis] * inner;
        for (var i = 0; i < input.Length; i++)
        {
            var (outer, rest) = (i / length, i % length);
            output[(((outer * result.Shape[axis]) + start) * inner) + rest] = Rescale.To(result.Format, input[i], shift);
        }

        return start + inputShape[axis];
    }
}
