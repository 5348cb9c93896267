using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>
/// One of two other graphs of the file. What only the one needs that a known condition leaves out is never read; under a condition
/// computed at run time both are computed, and each sample takes the results of one by its own condition.
/// </summary>
internal sealed class IfOperator() : TfLiteOperator(
    "IF", "the nodes of the branch that a known condition takes; elsewhere those of both, and of their results that of the condition",
    "a condition computed at run time that is not one truth value for each sample, or chooses between results of other shapes")
{
    private const int Then = 0;
    private const int Else = 1;

    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var known })
        {
            var taken = known is { IsFloat: false, Count: 1 } ? graph.Branch(node, node.Option(known.Integers[0] != 0 ? Then : Else))
                : throw node.Invalid($"has the condition {known}");
            Define(node, graph, output => taken[output]);
            return;
        }

        var condition = node.Input(0) is ScalarTensorValue { Value: var scalar } ? scalar : graph.Activation(node, 0);
        if (condition.Shape.Sample.ElementCount != 1)
        {
            throw new UnsupportedException($"a condition {condition.Shape} computed at run time that is not one truth value for each sample");
        }

        var (then, otherwise) = (graph.Branch(node, node.Option(Then)), graph.Branch(node, node.Option(Else)));
        Define(node, graph, output => Chosen(node, graph, condition, then[output], otherwise[output]));
    }

    private static void Define(TfLiteNode node, TfLiteGraph graph, Func<int, TensorValue> value)
    {
        for (var output = 0; output < node.Outputs.Count; output++)
        {
            if (node.Outputs[output].Length > 0)
            {
                graph.Define(node.Tensor(output), value(output));
            }
        }
    }

    private static TensorValue Chosen(TfLiteNode node, TfLiteGraph graph, LaidOutValue condition, TensorValue then, TensorValue otherwise)
    {
        if (then is UnknownTensorValue || otherwise is UnknownTensorValue || then == otherwise)
        {
            return then is UnknownTensorValue ? then : otherwise;
        }

        TensorValue[] results = [then, otherwise];
        LaidOutValue[] activations = [.. results.Where(result => result is not ConstantTensorValue).Select(result => graph.Activation(node, result, "a result"))];
        int[][] shapes =
        [
            .. activations.Select(x => x.Shape.WithBatch(1).Dimensions.ToArray()),
            .. results.OfType<ConstantTensorValue>().Select(constant => constant.Constant.Tensor.Extents),
        ];
        var batch = activations.Select(x => x.BatchAxis).FirstOrDefault(axis => axis >= 0);
        if (!shapes[0].SequenceEqual(shapes[1]) || (condition.BatchAxis >= 0 && (shapes[0].Length == 0 || shapes[0][batch] != 1)))
        {
            throw new UnsupportedException(
                $"a condition computed at run time that chooses between [{string.Join(", ", shapes[0])}] and [{string.Join(", ", shapes[1])}]");
        }

        var order = activations.Length > 0 ? BinaryRows.Common(activations) : LaidOutValue.FileOrder(shapes[0].Length);
        var each = new TensorShape(order.Select(axis => axis == batch && condition.BatchAxis >= 0 ? TensorShape.Dynamic : 1).ToEquatableArray());
        var choice = graph.Builder.Reshaped(node, "condition", condition.Value, each);
        return new ActivationTensorValue(new LaidOutValue(Selection.Of(node, graph.Builder, choice, Operand(then), Operand(otherwise)), order));

        ImportedValue Operand(TensorValue result) => BinaryRows.Operand(node, graph, result, "a result", order);
    }
}
