using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Families;

/// <summary>The operators that take the elements of one value where a condition holds and of another one elsewhere: a row each.</summary>
internal static class SelectRows
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TfLiteOperator> All { get; } = [new Row("SELECT", broadcasts: false), new Row("SELECT_V2", broadcasts: true)];

    private sealed class Row(string name, bool broadcasts) : TfLiteOperator(
        name, "the one value where a condition holds plus the other one elsewhere", broadcasts ? "" : "a condition for each row")
    {
        /// <inheritdoc/>
        public override void Import(TfLiteNode node, TfLiteGraph graph)
        {
            // The older one has no broadcasting: a condition of one axis is of the rows in front.
            if (!broadcasts && Rank(node, graph, 0) is var rank && rank != 0 && rank != Rank(node, graph, 1))
            {
                throw new UnsupportedException("a condition for each row");
            }

            LaidOutValue[] activations = [.. Enumerable.Range(0, 3).Where(input => node.Input(input) is not ConstantTensorValue).Select(input => graph.Activation(node, input))];
            var most = Enumerable.Range(0, 3).Max(input => Rank(node, graph, input));
            var order = Array.TrueForAll(activations, x => x.Rank == most) ? BinaryRows.Common(activations) : LaidOutValue.FileOrder(most);
            var mixed = Selection.Of(node, graph.Builder, Operand(0), Operand(1), Operand(2));
            graph.Result(node, new LaidOutValue(mixed, order));

            ImportedValue Operand(int input) => BinaryRows.Operand(node, graph, input, order);
        }

        private static int Rank(TfLiteNode node, TfLiteGraph graph, int input) =>
            node.Input(input) is ConstantTensorValue { Constant.Tensor.Rank: var rank } ? rank : graph.Activation(node, input).Rank;
    }
}
