using Wfn.Indexing;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Reference.Fixed;

/// <summary>Exponentials of the distance below the axis' largest value, divided by their sum, rounded and saturated.</summary>
internal static class FixedSoftmax
{
    public static void Run(SoftmaxOperation operation, int[] input, int[] output, FixedPointTensor result)
    {
        var shape = result.Shape;
        var extent = shape[operation.Axis];
        var inner = RowMajor.Count(shape, operation.Axis + 1, shape.Rank);
        var outer = RowMajor.Count(shape, 0, operation.Axis);
        for (var line = 0; line < outer * inner; line++)
        {
            var start = (line / inner * extent * inner) + (line % inner);
            var positions = Enumerable.Range(0, extent).Select(k => start + (k * inner)).ToArray();
            var largest = positions.Max(p => input[p]);
            var exponentials = positions.Select(p => Exponential(operation, largest - input[p])).ToArray();
            var sum = exponentials.Aggregate(0, (total, e) => checked(total + e));
            for (var k = 0; k < extent; k++)
            {
                var scaled = checked((int)(((long)exponentials[k] << result.Format.FractionBits) + (sum / 2)));
                output[positions[k]] = FixedPointRounding.Saturate(scaled / sum, result.Format);
            }
        }
    }

    private static int Exponential(SoftmaxOperation operation, int distance) =>
        distance < operation.Exponentials.Count ? operation.Exponentials[distance] : 0;
}
