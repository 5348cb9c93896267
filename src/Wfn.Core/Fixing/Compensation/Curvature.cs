using Wfn.Numerics;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// A matrix of second moments, damped and in an order, as (I + V) D (I + V)ᵀ with V strictly upper triangular: what rounding one weight
/// after the other costs, if those that follow make up for it.
/// </summary>
internal sealed class Curvature
{
    private readonly double[] factor;

    private Curvature(int[] order, double[] moments, double[] factor, double[] costs)
    {
        (Order, Moments, this.factor, Costs) = (order, moments, factor, costs);
    }

    /// <summary>The columns in the order in which weights are rounded.</summary>
    public int[] Order { get; }

    /// <summary>The damped moments in that order, all of the matrix.</summary>
    public double[] Moments { get; }

    /// <summary>D: the cost of a squared error of each weight in that order, with the best that later weights can do about it.</summary>
    public double[] Costs { get; }

    /// <summary>The number of columns.</summary>
    public int Count => Order.Length;

    /// <summary>V, its column <paramref name="column"/> above the diagonal: how that weight takes up the errors of those before it.</summary>
    public ReadOnlySpan<double> Feedback(int column) => factor.AsSpan(column * Count, column);

    /// <summary>Factors moments.</summary>
    /// <param name="moments">The moments.</param>
    /// <param name="damping">
    /// What is added to the diagonal, as a part of its mean; the more, the fewer positions tell of each column: what they do not tell, as of a
    /// wide layer behind few pictures, is as likely to be met as what they do (shrinkage, Ledoit and Wolf 2004).
    /// </param>
    /// <param name="threads">The most threads; the result does not depend on it.</param>
    public static Curvature Of(InputMoments moments, double damping, int threads)
    {
        var n = moments.Columns;
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => moments.Own[(i * n) + i])];
        damping *= Math.Max(1, n / (double)moments.Rows);
        var mean = Enumerable.Range(0, n).Average(i => moments.Own[(i * n) + i]);
        var all = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var (row, column) = (Math.Max(order[i], order[j]), Math.Min(order[i], order[j]));
                all[(i * n) + j] = moments.Own[(row * n) + column];
            }

            all[(i * n) + i] += (damping * mean) + 1e-30;
        }

        var (factor, costs) = ((double[])all.Clone(), new double[n]);
        for (var k = n - 1; k >= 0; k--)
        {
            var pivot = Math.Max(factor[(k * n) + k], 1e-30);
            costs[k] = pivot;
            var parts = k < 256 ? 1 : threads == 0 ? Environment.ProcessorCount : threads;
            Ranges.ForEachPart(parts, part =>
            {
                for (var i = part; i < k; i += parts)
                {
                    ScaledSum.Add(factor.AsSpan(i * n, i + 1), factor.AsSpan(k * n, i + 1), -factor[(k * n) + i] / pivot);
                }
            });
            for (var i = 0; i < k; i++)
            {
                factor[(k * n) + i] /= pivot;
            }
        }

        return new Curvature(order, all, factor, costs);
    }

    /// <summary>Solves x · moments = g for several rows g at once.</summary>
    /// <param name="rows">g, then x: for each column in the order one value for each row.</param>
    public void Solve(double[][] rows)
    {
        for (var k = Count - 1; k >= 0; k--)
        {
            for (var i = 0; i < k; i++)
            {
                ScaledSum.Add(rows[i], rows[k], -factor[(k * Count) + i]);
            }
        }

        for (var i = 0; i < Count; i++)
        {
            for (var o = 0; o < rows[i].Length; o++)
            {
                rows[i][o] /= Costs[i];
            }

            for (var k = 0; k < i; k++)
            {
                ScaledSum.Add(rows[i], rows[k], -factor[(i * Count) + k]);
            }
        }
    }
}
