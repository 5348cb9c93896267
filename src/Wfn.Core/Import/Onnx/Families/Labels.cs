using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Whole numbers that stand for others: indices of classes for their labels.</summary>
internal static class Labels
{
    // More entries than the classes of any model, and still a table of a reasonable size.
    private const int MostEntries = 1 << 16;

    /// <summary>The labels of indices, as numbers.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="indices">The indices, each below the number of labels.</param>
    /// <param name="labels">The label of each index.</param>
    public static ActivationValue Of(ModelNode node, GraphBuilder graph, ActivationValue indices, IReadOnlyList<double> labels)
    {
        var isItself = labels.Select((label, index) => label == index).All(same => same);
        return isItself ? indices : Lookup(node, graph, indices, labels, labels.Count == 0 ? 0 : labels[0]);
    }

    /// <summary>What a table makes of whole numbers.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="values">What 0, 1, 2 … become.</param>
    /// <param name="missing">What every other number becomes.</param>
    public static ActivationValue Lookup(
        ModelNode node, GraphBuilder graph, ActivationValue numbers, IReadOnlyList<double> values, double missing)
    {
        if (values.Count is 0 or > MostEntries)
        {
            throw new UnsupportedException($"a table of {values.Count} numbers");
        }

        graph.Budget.ReserveConstant(node, [values.Count]);
        var (table, other) = (values.Select(Whole).ToEquatableArray(), Whole(missing));
        return graph.Step(node, LookupDefinition.Instance.Kind, (name, output) =>
            new LookupNode { Name = name, Inputs = [numbers.Name], Output = output, Values = table, Missing = other });
    }

    private static int Whole(double value) => value == Math.Floor(value) && Math.Abs(value) <= LookupDefinition.Largest
        ? (int)value
        : throw new UnsupportedException($"the label {value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}, "
            + $"which is no whole number up to {LookupDefinition.Largest}");
}
