using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The inputs one after another along an axis of its own.</summary>
internal sealed class PackOperator() : TfLiteOperator("PACK", "reshapes and a concatenation", "constants among activations")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        LaidOutValue[] inputs = [.. Enumerable.Range(0, node.InputCount).Select(input => graph.Activation(node, input))];
        if (inputs.Length == 0 || Array.Exists(inputs, input => input.Shape != inputs[0].Shape))
        {
            throw node.Invalid("packs values of different shapes");
        }

        var axis = node.Axis(node.Option(1), inputs[0].Rank + 1);
        LaidOutValue[] expanded = [.. inputs.Select(input => AxisEdits.With(node, graph, input, axis))];
        var order = BinaryRows.Common(expanded);
        var operands = expanded.Select(input => graph.InOrder(node, input, order).Name).ToEquatableArray();
        var place = order.ToList().IndexOf(axis);
        graph.Result(node, new LaidOutValue(
            graph.Layer(
                node, "concat", FusedActivation.None, (name, output) =>
                    new ConcatNode { Name = name, Inputs = operands, Output = output, Axis = place }),
            order));
    }
}
