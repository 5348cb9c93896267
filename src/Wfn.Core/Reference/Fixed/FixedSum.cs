using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;

namespace Wfn.Reference.Fixed;

/// <summary>Both operands on one scale, added or subtracted, checked, then rounded and saturated.</summary>
internal static class FixedSum
{
    public static void Run(
        SumOperation operation,
        int[] first,
        TensorShape firstShape,
        int[] second,
        TensorShape secondShape,
        int[] output,
        FixedPointTensor result)
    {
        var firstOf = IndexMap.Broadcast(firstShape, result.Shape);
        var secondOf = IndexMap.Broadcast(secondShape, result.Shape);
        for (var i = 0; i < output.Length; i++)
        {
            var a = (long)first[firstOf[i]] << operation.LeftShifts[0];
            var b = (long)second[secondOf[i]] << operation.LeftShifts[1];
            var sum = checked((int)((operation.Negated[0] ? -a : a) + (operation.Negated[1] ? -b : b)));
            output[i] = Rescale.To(result.Format, sum, operation.Shift);
        }
    }
}
