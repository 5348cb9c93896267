namespace Wfn.Operators.Rewrites;

/// <summary>A power of two for each group of activations: those at which the parameters between them are nearest to one size.</summary>
internal sealed class ScaleExponents
{
    /// <summary>Powers of two at most, so that no activation comes near the ends of float32.</summary>
    private const int Largest = 12;

    private const int Sweeps = 32;
    private const double NearEnough = 1e-9;

    private readonly IReadOnlyList<ScaledParameter> parameters;
    private readonly Dictionary<string, int> exponents = new(StringComparer.Ordinal);

    private ScaleExponents(IReadOnlyList<ScaledParameter> parameters) => this.parameters = parameters;

    /// <summary>The exponent of a group.</summary>
    public int this[string group] => exponents.TryGetValue(group, out var exponent) ? exponent : 0;

    /// <summary>The deviation of the parameters' sizes, in octaves.</summary>
    public double Spread
    {
        get
        {
            var mean = Mean;
            var squares = parameters.Sum(parameter => parameter.Share * (Size(parameter) - mean) * (Size(parameter) - mean));
            return Math.Sqrt(squares / Total);
        }
    }

    private double Mean => parameters.Sum(parameter => parameter.Share * Size(parameter)) / Total;

    private double Total => Math.Max(double.Epsilon, parameters.Sum(parameter => parameter.Share));

    /// <summary>The exponents of so many groups, all others having none.</summary>
    public static ScaleExponents Of(IReadOnlyList<ScaledParameter> parameters, IReadOnlyList<string> free)
    {
        var found = new ScaleExponents(parameters);
        var exact = Exact(parameters, free);
        for (var i = 0; i < free.Count; i++)
        {
            found.exponents[free[i]] = Rounded(exact[i]);
        }

        for (var (sweep, moved) = (0, true); moved && sweep < Sweeps; sweep++)
        {
            moved = false;
            var mean = found.Mean;
            foreach (var group in free)
            {
                var best = found.Best(group, mean);
                moved |= best != found[group];
                found.exponents[group] = best;
            }
        }

        return found;
    }

    private static int Rounded(double exponent) => Math.Min(Math.Max((int)Math.Round(exponent), -Largest), Largest);

    private double Size(ScaledParameter parameter) => parameter.At(group => this[group]);

    // The power of two at which the parameters around a group come nearest to the mean.
    private int Best(string group, double mean)
    {
        var (sum, shares) = (0.0, 0.0);
        foreach (var parameter in parameters)
        {
            var (reads, makes) = (parameter.Reads == group, parameter.Makes == group);
            if (reads != makes)
            {
                // What the parameter lacks, with the group's own exponent left out.
                var lacks = mean - Size(parameter) + (makes ? this[group] : -this[group]);
                sum += parameter.Share * (makes ? lacks : -lacks);
                shares += parameter.Share;
            }
        }

        return shares == 0 ? 0 : Rounded(sum / shares);
    }

    /// <summary>
    /// The least squares over real exponents and the mean, by conjugate gradients with the diagonal in front: exponents of neighbours that all
    /// have to move together are not found one by one.
    /// </summary>
    private static double[] Exact(IReadOnlyList<ScaledParameter> parameters, IReadOnlyList<string> free)
    {
        var places = free.Select((group, i) => (group, i)).ToDictionary(pair => pair.group, pair => pair.i, StringComparer.Ordinal);
        var mean = free.Count;
        (int Makes, int Reads, double Share, double Octaves)[] rows =
        [
            .. parameters.Select(parameter => (
                Place(parameter.Makes), Place(parameter.Reads), parameter.Share, parameter.Octaves)),
        ];
        var diagonal = new double[mean + 1];
        var residual = new double[mean + 1];
        foreach (var row in rows)
        {
            Add(diagonal, row, row.Share, isSquared: true);
            Add(residual, row, -row.Share * row.Octaves);
        }

        double[] Preconditioned() => [.. residual.Select((value, i) => diagonal[i] > 0 ? value / diagonal[i] : 0)];
        var solution = new double[mean + 1];
        var scaled = Preconditioned();
        double[] direction = [.. scaled];
        var size = Product(residual, scaled);
        var first = size;
        for (var step = 0; step <= 2 * mean && size > NearEnough * NearEnough * first; step++)
        {
            var moved = new double[mean + 1];
            foreach (var row in rows)
            {
                Add(moved, row, row.Share * Along(direction, row));
            }

            var length = Product(direction, moved);
            if (length <= 0)
            {
                break;
            }

            for (var i = 0; i <= mean; i++)
            {
                solution[i] += size / length * direction[i];
                residual[i] -= size / length * moved[i];
            }

            scaled = Preconditioned();
            var next = Product(residual, scaled);
            for (var i = 0; i <= mean; i++)
            {
                direction[i] = scaled[i] + (next / size * direction[i]);
            }

            size = next;
        }

        return solution;

        int Place(string? group) => group is not null && places.TryGetValue(group, out var place) ? place : -1;

        // The row of a parameter: its size grows with what it makes, shrinks with what it reads, and should be the mean.
        void Add(double[] sums, (int Makes, int Reads, double Share, double Octaves) row, double value, bool isSquared = false)
        {
            if (row.Makes != row.Reads)
            {
                if (row.Makes >= 0)
                {
                    sums[row.Makes] += value;
                }

                if (row.Reads >= 0)
                {
                    sums[row.Reads] += isSquared ? value : -value;
                }
            }

            sums[mean] += isSquared ? value : -value;
        }

        double Along(double[] values, (int Makes, int Reads, double Share, double Octaves) row) =>
            (row.Makes >= 0 ? values[row.Makes] : 0) - (row.Reads >= 0 ? values[row.Reads] : 0) - values[mean];
    }

    private static double Product(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
