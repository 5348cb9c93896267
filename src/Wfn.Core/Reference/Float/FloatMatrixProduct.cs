using Wfn.Graph;
using Wfn.Reference.Indexing;

namespace Wfn.Reference.Float;

/// <summary>Matrix product of two activations of one sample in float32; leading axes broadcast.</summary>
internal static class FloatMatrixProduct
{
    public static void Run(
        ReadOnlySpan<float> left,
        TensorShape leftShape,
        ReadOnlySpan<float> right,
        TensorShape rightShape,
        Span<float> output,
        TensorShape outputShape)
    {
        var (rows, columns) = (outputShape[outputShape.Rank - 2], outputShape[outputShape.Rank - 1]);
        var inner = leftShape[leftShape.Rank - 1];
        var matrices = MatrixBatch.Pairs(leftShape, rightShape, outputShape);
        output.Clear();
        for (var m = 0; m < matrices.Length; m++)
        {
            var a = left.Slice(matrices[m].Left * rows * inner, rows * inner);
            var b = right.Slice(matrices[m].Right * inner * columns, inner * columns);
            var c = output.Slice(m * rows * columns, rows * columns);
            for (var row = 0; row < rows; row++)
            {
                for (var i = 0; i < inner; i++)
                {
                    ScaledSum.Add(c.Slice(row * columns, columns), b.Slice(i * columns, columns), a[(row * inner) + i]);
                }
            }
        }
    }
}
