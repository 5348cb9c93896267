using Wfn.Numerics;

namespace Wfn.Fixing.Compensation;

/// <summary>Rounds the weights of one group of a layer, one after the other, each making up for the errors of those before it.</summary>
internal sealed class GroupRounding
{
    private readonly Curvature curvature;
    private readonly PricedCodebook codebook;
    private readonly double sensitivity;

    /// <summary>Prepares.</summary>
    /// <param name="curvature">The second moments of what the weights meet.</param>
    /// <param name="codebook">The values, and what they cost.</param>
    /// <param name="sensitivity">What a squared error of the layer's result costs the loss.</param>
    public GroupRounding(Curvature curvature, PricedCodebook codebook, double sensitivity) =>
        (this.curvature, this.codebook, this.sensitivity) = (curvature, codebook, sensitivity);

    /// <summary>Rounds rows of weights.</summary>
    /// <param name="targets">For each column in the curvature's order one weight for each row: where they should be.</param>
    /// <param name="isFree">For each column whether it may be rounded; else the row keeps the values it has.</param>
    /// <param name="sweeps">How often each weight is looked at again.</param>
    /// <returns>The values in the same order.</returns>
    public double[][] Round(double[][] targets, bool[] isFree, int sweeps)
    {
        var rows = targets[0].Length;
        var errors = targets.Select(_ => new double[rows]).ToArray();
        var values = targets.Select(column => (double[])column.Clone()).ToArray();
        for (var column = 0; column < curvature.Count; column++)
        {
            if (!isFree[column])
            {
                continue;
            }

            var wanted = (double[])targets[column].Clone();
            var feedback = curvature.Feedback(column);
            for (var before = 0; before < column; before++)
            {
                ScaledSum.Add(wanted, errors[before], feedback[before]);
            }

            var cost = curvature.Costs[column] * sensitivity;
            for (var row = 0; row < rows; row++)
            {
                values[column][row] = codebook.Values[codebook.Cheapest(wanted[row], cost)];
                errors[column][row] = targets[column][row] - values[column][row];
            }
        }

        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            Sweep(errors, values, isFree);
        }

        return values;
    }

    /// <summary>Moves each weight to where the error of the whole row is least, the others staying where they are.</summary>
    private void Sweep(double[][] errors, double[][] values, bool[] isFree)
    {
        var n = curvature.Count;
        for (var column = 0; column < n; column++)
        {
            if (!isFree[column])
            {
                continue;
            }

            var pull = new double[errors[column].Length];
            for (var other = 0; other < n; other++)
            {
                ScaledSum.Add(pull, errors[other], curvature.Moments[(column * n) + other]);
            }

            var own = curvature.Moments[(column * n) + column];
            for (var row = 0; row < pull.Length; row++)
            {
                var wanted = values[column][row] + (pull[row] / own);
                var value = (double)codebook.Values[codebook.Cheapest(wanted, own * sensitivity)];
                errors[column][row] += values[column][row] - value;
                values[column][row] = value;
            }
        }
    }
}
