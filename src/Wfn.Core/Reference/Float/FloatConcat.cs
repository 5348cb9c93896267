using Wfn.Graph;
using Wfn.Reference.Indexing;

namespace Wfn.Reference.Float;

/// <summary>Puts one operand of a concatenation into its place along an axis of the sample.</summary>
internal static class FloatConcat
{
    /// <returns>Where along the axis the next operand begins.</returns>
    public static int Place(
        ReadOnlySpan<float> input, TensorShape inputShape, Span<float> output, TensorShape outputShape, int axis, int start)
    {
        var inner = RowMajor.Count(outputShape, axis + 1, outputShape.Rank);
        var outer = RowMajor.Count(outputShape, 0, axis);
        var length = inputShape[axis] * inner;
        for (var o = 0; o < outer; o++)
        {
            input.Slice(o * length, length).CopyTo(output.Slice(((o * outputShape[axis]) + start) * inner, length));
        }

        return start + inputShape[axis];
    }
}
