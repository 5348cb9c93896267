using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Reference.Indexing;

namespace Wfn.Reference.Float;

/// <summary>Elementwise sum, difference and product of one sample in float32, with broadcasting.</summary>
internal static class FloatBinary
{
    public static void Run(
        BinaryOperator operation,
        ReadOnlySpan<float> left,
        TensorShape leftShape,
        ReadOnlySpan<float> right,
        TensorShape rightShape,
        Span<float> output,
        TensorShape outputShape)
    {
        var leftOf = leftShape == outputShape ? null : IndexMap.Broadcast(leftShape, outputShape);
        var rightOf = rightShape == outputShape ? null : IndexMap.Broadcast(rightShape, outputShape);
        for (var i = 0; i < output.Length; i++)
        {
            var a = left[leftOf is null ? i : leftOf[i]];
            var b = right[rightOf is null ? i : rightOf[i]];
            output[i] = operation switch
            {
                BinaryOperator.Add => a + b,
                BinaryOperator.Subtract => a - b,
                _ => a * b,
            };
        }
    }
}
