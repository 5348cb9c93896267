using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;

namespace Wfn.Reference.Fixed;

/// <summary>q0 · q1, checked, then rounded and saturated.</summary>
internal static class FixedProduct
{
    public static void Run(
        ProductOperation operation,
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
            var product = checked(first[firstOf[i]] * second[secondOf[i]]);
            output[i] = Rescale.To(result.Format, product, operation.Shift);
        }
    }
}
