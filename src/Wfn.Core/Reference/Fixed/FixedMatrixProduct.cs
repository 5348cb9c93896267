using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;

namespace Wfn.Reference.Fixed;

/// <summary>Σ q0·q1 over the inner extent, the sum checked, then rounded and saturated; leading axes broadcast.</summary>
internal static class FixedMatrixProduct
{
    public static void Run(
        MatrixProductOperation operation,
        int[] left,
        TensorShape leftShape,
        int[] right,
        TensorShape rightShape,
        int[] output,
        FixedPointTensor result)
    {
        var (rows, columns) = (result.Shape[result.Shape.Rank - 2], result.Shape[result.Shape.Rank - 1]);
        var inner = leftShape[leftShape.Rank - 1];
        var matrices = MatrixBatch.Pairs(leftShape, rightShape, result.Shape);
        for (var m = 0; m < matrices.Length; m++)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var sum = 0;
                    for (var i = 0; i < inner; i++)
                    {
                        var a = left[(((matrices[m].Left * rows) + row) * inner) + i];
                        var b = right[(((matrices[m].Right * inner) + i) * columns) + column];
                        sum = checked(sum + (a * b));
                    }

                    output[(((m * rows) + row) * columns) + column] = Rescale.To(result.Format, sum, operation.Shift);
                }
            }
        }
    }
}
