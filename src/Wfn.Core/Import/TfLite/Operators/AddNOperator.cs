using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The sum of any number of values of one shape.</summary>
internal sealed class AddNOperator() : TfLiteOperator("ADD_N", "elementwise sums, one after another", "constants among activations")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        LaidOutValue[] values = [.. Enumerable.Range(0, node.InputCount).Select(input => graph.Activation(node, input))];
        if (values.Length == 0 || Array.Exists(values, value => value.Shape != values[0].Shape))
        {
            throw node.Invalid("adds values of different shapes");
        }

        var order = BinaryRows.Common(values);
        var sum = graph.InOrder(node, values[0], order);
        foreach (var value in values.Skip(1))
        {
            sum = BinaryImport.Step(node, graph.Builder, BinaryOperator.Add, sum, graph.InOrder(node, value, order));
        }

        graph.Result(node, new LaidOutValue(sum, order));
    }
}
