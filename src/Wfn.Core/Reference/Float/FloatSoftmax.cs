using Wfn.Graph;
using Wfn.Reference.Indexing;

namespace Wfn.Reference.Float;

/// <summary>e^(x − max) / Σ e^(x − max) along one axis of the sample, worked out in double.</summary>
internal static class FloatSoftmax
{
    public static void Run(ReadOnlySpan<float> input, Span<float> output, TensorShape shape, int axis)
    {
        var extent = shape[axis];
        var inner = RowMajor.Count(shape, axis + 1, shape.Rank);
        var outer = RowMajor.Count(shape, 0, axis);
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < inner; i++)
            {
                var start = (o * extent * inner) + i;
                var maximum = float.NegativeInfinity;
                for (var k = 0; k < extent; k++)
                {
                    maximum = Math.Max(maximum, input[start + (k * inner)]);
                }

                var sum = 0.0;
                for (var k = 0; k < extent; k++)
                {
                    sum += Math.Exp((double)input[start + (k * inner)] - maximum);
                }

                for (var k = 0; k < extent; k++)
                {
                    output[start + (k * inner)] = (float)(Math.Exp((double)input[start + (k * inner)] - maximum) / sum);
                }
            }
        }
    }
}
