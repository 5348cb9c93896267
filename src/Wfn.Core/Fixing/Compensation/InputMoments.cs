using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// Second moments of what a group's weights meet, per sample, the bias among them as a last column that always meets 1.
/// </summary>
/// <param name="Columns">The number of columns, that of the bias included.</param>
/// <param name="Rows">The positions that were looked at, in all samples.</param>
/// <param name="Own">Σ x xᵀ of what the columns meet, the lower triangle.</param>
/// <param name="Missing">Σ (y − x) xᵀ, where y is what the columns of the original network meet; empty where nobody asks.</param>
internal sealed record InputMoments(int Columns, int Rows, double[] Own, double[] Missing)
{
    /// <summary>Rows that are summed in float32 before they are added in float64.</summary>
    private const int RowsOfChunk = 192;

    /// <summary>Whether all that was met is finite.</summary>
    public bool IsFinite => Own.Concat(Missing).All(value => Math.Abs(value) <= double.MaxValue);

    /// <summary>Collects the moments.</summary>
    /// <param name="matrix">The weighted sum.</param>
    /// <param name="group">The group.</param>
    /// <param name="name">The operand that it reads.</param>
    /// <param name="runs">The samples.</param>
    /// <param name="original">The same samples in the original network; null where the difference is of no interest.</param>
    /// <param name="mostRows">The most positions to look at, in all samples; they are spread evenly.</param>
    /// <param name="threads">The most threads; the result does not depend on it.</param>
    public static InputMoments Of(
        WeightedSumMatrix matrix, int group, string name, SampleRuns runs, SampleRuns? original, int mostRows, int threads)
    {
        var columns = matrix.Columns + 1;
        var step = Math.Max(1, (int)(((long)runs.Count * matrix.Positions + mostRows - 1) / mostRows));
        var own = new double[columns * columns];
        var missing = original is null ? [] : new double[columns * columns];
        var (met, metBefore) = (new float[matrix.Positions], new float[matrix.Positions]);
        var (rows, differences) = (new float[RowsOfChunk * columns], new float[original is null ? 0 : RowsOfChunk * columns]);
        var (filled, total) = (0, 0);
        var picked = Picked(matrix.Positions, step);
        for (var sample = 0; sample < runs.Count; sample++)
        {
            var positions = picked[sample % picked.Length];
            for (var from = 0; from < positions.Length; from += RowsOfChunk)
            {
                var part = positions.AsSpan(from, Math.Min(RowsOfChunk, positions.Length - from));
                if (filled + part.Length > RowsOfChunk)
                {
                    Add(rows, differences, filled, columns, own, missing, threads);
                    filled = 0;
                }

                for (var column = 0; column < matrix.Columns; column++)
                {
                    matrix.Gather(runs.Of(sample, name), group, column, met);
                    if (original is not null)
                    {
                        matrix.Gather(original.Of(sample, name), group, column, metBefore);
                    }

                    for (var i = 0; i < part.Length; i++)
                    {
                        rows[((filled + i) * columns) + column] = met[part[i]];
                        if (original is not null)
                        {
                            differences[((filled + i) * columns) + column] = metBefore[part[i]] - met[part[i]];
                        }
                    }
                }

                for (var i = 0; i < part.Length; i++)
                {
                    rows[((filled + i) * columns) + matrix.Columns] = 1;
                }

                filled += part.Length;
                total += part.Length;
            }
        }

        Add(rows, differences, filled, columns, own, missing, threads);
        Scale(own, matrix.Positions / (double)total);
        Scale(missing, matrix.Positions / (double)total);
        return new InputMoments(columns, total, own, missing);
    }

    // Which positions a sample adds: every step-th, other ones in the next sample.
    private static int[][] Picked(int positions, int step) =>
    [
        .. Enumerable.Range(0, step).Select(start =>
            Enumerable.Range(0, positions).Where(position => (position + (start * 7)) % step == 0).ToArray()),
    ];

    private static void Add(
        float[] rows, float[] differences, int count, int columns, double[] own, double[] missing, int threads)
    {
        if (count == 0)
        {
            return;
        }

        var parts = Math.Min(columns, threads == 0 ? Environment.ProcessorCount : threads);
        Ranges.ForEachPart(parts, part =>
        {
            var sums = new float[columns];
            for (var i = part; i < columns; i += parts)
            {
                AddProducts(rows, rows, i, i + 1, count, columns, sums);
                AddTo(own, i * columns, sums.AsSpan(0, i + 1));
                if (missing.Length > 0)
                {
                    AddProducts(differences, rows, i, columns, count, columns, sums);
                    AddTo(missing, i * columns, sums);
                }
            }
        });
    }

    private static void AddProducts(float[] factors, float[] rows, int column, int width, int count, int columns, float[] sums)
    {
        var into = sums.AsSpan(0, width);
        into.Clear();
        for (var row = 0; row < count; row++)
        {
            if (factors[(row * columns) + column] is not 0 and var factor)
            {
                ScaledSum.Add(into, rows.AsSpan(row * columns, width), factor);
            }
        }
    }

    private static void AddTo(double[] target, int start, ReadOnlySpan<float> sums)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            target[start + i] += sums[i];
        }
    }

    private static void Scale(double[] values, double factor)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }
}
