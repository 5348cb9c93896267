using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Fixing.Compensation;

/// <summary>A node whose weights, and bias where it has one, are rounded together.</summary>
/// <param name="Node">The node.</param>
/// <param name="Matrix">What it multiplies.</param>
/// <param name="Weight">The weight's parameter.</param>
/// <param name="Bias">The bias' parameter; null where there is none to round with the weight.</param>
internal sealed record SumLayer(Node Node, WeightedSumMatrix Matrix, string Weight, string? Bias)
{
    /// <summary>The parameters that are rounded.</summary>
    public IEnumerable<string> Parameters => Bias is null ? [Weight] : [Weight, Bias];

    /// <summary>Whether a column is rounded: all are, but that of a bias which is not there or not fixed.</summary>
    public bool IsFixed(int column) => column < Matrix.Columns || Bias is not null;

    /// <summary>The layers of a network in order, each parameter in the first that reads it.</summary>
    /// <param name="index">The network, of one sample.</param>
    /// <param name="fixable">The parameters that go onto the codebook.</param>
    public static IReadOnlyList<SumLayer> Of(GraphIndex index, IEnumerable<string> fixable)
    {
        var left = new HashSet<string>(fixable, StringComparer.Ordinal);
        var layers = new List<SumLayer>();
        foreach (var node in index.Graph.Nodes)
        {
            if (OperatorDefinition.Of(node).Matrix(node, index) is not { } matrix
                || index.FindParameter(node.Inputs[matrix.Weight]) is not { } weight || !left.Remove(weight.Name))
            {
                continue;
            }

            var bias = node.HasInput(matrix.Bias) && left.Remove(node.Inputs[matrix.Bias]) ? node.Inputs[matrix.Bias] : null;
            layers.Add(new SumLayer(node, matrix, weight.Name, bias));
        }

        return layers;
    }

    /// <summary>Weights and biases of a group's rows: for each column, the bias' last, one value a row.</summary>
    public double[][] Rows(IReadOnlyDictionary<string, float[]> values, int group)
    {
        var (rows, first) = (Matrix.Outputs / Matrix.Groups, group * (Matrix.Outputs / Matrix.Groups));
        var weight = values[Weight];
        var columns = new double[Matrix.Columns + 1][];
        for (var column = 0; column < Matrix.Columns; column++)
        {
            columns[column] = [.. Enumerable.Range(first, rows).Select(row => (double)weight[(row * Matrix.Columns) + column])];
        }

        columns[Matrix.Columns] = Bias is null
            ? new double[rows]
            : [.. Enumerable.Range(first, rows).Select(row => (double)values[Bias][row])];
        return columns;
    }

    /// <summary>Writes what <see cref="Rows"/> reads.</summary>
    public void Write(IReadOnlyDictionary<string, float[]> values, int group, double[][] columns)
    {
        var first = group * (Matrix.Outputs / Matrix.Groups);
        for (var row = 0; row < columns[0].Length; row++)
        {
            for (var column = 0; column < Matrix.Columns; column++)
            {
                values[Weight][((first + row) * Matrix.Columns) + column] = (float)columns[column][row];
            }

            if (Bias is not null)
            {
                values[Bias][first + row] = (float)columns[Matrix.Columns][row];
            }
        }
    }
}
