using System;

namespace Wfn.Kernels;

/// <summary>Product of two activations as matrices (integer multiplications).</summary>
internal sealed class FixedPointMatrixProduct
{
    private readonly int rows;
    private readonly int inner;
    private readonly int columns;
    private readonly Broadcast matrices;
    private readonly Rescale rescale;

    /// <summary>Makes a product.</summary>
    /// <param name="rows">Rows of the left matrices.</param>
    /// <param name="inner">Columns of the left, rows of the right matrices.</param>
    /// <param name="columns">Columns of the right matrices.</param>
    /// <param name="matrices">How the leading axes meet, in units of matrices.</param>
    /// <param name="rescale">From accumulator to output.</param>
    internal FixedPointMatrixProduct(int rows, int inner, int columns, Broadcast matrices, Rescale rescale)
    {
        this.rows = rows;
        this.inner = inner;
        this.columns = columns;
        this.matrices = matrices;
        this.rescale = rescale;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run(ReadOnlySpan<short> left, ReadOnlySpan<short> right, Span<short> output)
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

    private void Multiply(ReadOnlySpan<short> left, ReadOnlySpan<short> right, Span<short> output)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var sum = 0;
                for (var i = 0; i < inner; i++)
                {
                    sum += left[(row * inner) + i] * right[(i * columns) + column];
                }

                output[(row * columns) + column] = rescale.Apply(sum);
            }
        }
    }
}
