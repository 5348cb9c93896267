using System;

namespace Wfn.Kernels;

/// <summary>Product of two activations as matrices in float32.</summary>
internal sealed class FloatMatrixProduct
{
    private readonly int rows;
    private readonly int inner;
    private readonly int columns;
    private readonly Broadcast matrices;

    /// <summary>Makes a product.</summary>
    /// <param name="rows">Rows of the left matrices.</param>
    /// <param name="inner">Columns of the left, rows of the right matrices.</param>
    /// <param name="columns">Columns of the right matrices.</param>
    /// <param name="matrices">How the leading axes meet, in units of matrices.</param>
    internal FloatMatrixProduct(int rows, int inner, int columns, Broadcast matrices)
    {
        this.rows = rows;
        this.inner = inner;
        this.columns = columns;
        this.matrices = matrices;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output)
    {
        for (var run = 0; run < matrices.Runs; run++)
        {
            var leftMatrix = matrices.LeftStart(run);
            var rightMatrix = matrices.RightStart(run);
            for (var i = 0; i < matrices.RunLength; i++, leftMatrix += matrices.LeftStep, rightMatrix += matrices.RightStep)
            {
                Multiply(left.Slice(leftMatrix * rows * inner), right.Slice(rightMatrix * inner * columns), output);
                output = output.Slice(rows * columns);
            }
        }
    }

    private void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output)
    {
        for (var row = 0; row < rows; row++)
        {
            var sums = output.Slice(row * columns, columns);
            sums.Clear();
            for (var i = 0; i < inner; i++)
            {
                var factor = left[(row * inner) + i];
                var values = right.Slice(i * columns, columns);
                for (var column = 0; column < sums.Length; column++)
                {
                    sums[column] += factor * values[column];
                }
            }
        }
    }
}
