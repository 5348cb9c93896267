using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>The operators that compare two values, or join two truth values, element by element: a row each. Truth values are 1 and 0.</summary>
internal static class TruthRows
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TfLiteOperator> All { get; } =
    [
        new Row("EQUAL", BinaryOperator.Equal),
        new Row("GREATER", BinaryOperator.Less, isSwapped: true),
        new Row("GREATER_EQUAL", BinaryOperator.LessOrEqual, isSwapped: true),
        new Row("LESS", BinaryOperator.Less),
        new Row("LESS_EQUAL", BinaryOperator.LessOrEqual),
        new Row("LOGICAL_AND", BinaryOperator.Minimum, becomes: "their minimum"),
        new Row("LOGICAL_OR", BinaryOperator.Maximum, becomes: "their maximum"),
        new Row("NOT_EQUAL", BinaryOperator.Equal, isNegated: true),
    ];

    /// <summary>1 where a truth value is 0, else 0.</summary>
    public static ActivationValue Not(TfLiteNode node, TfLiteGraph graph, ActivationValue truth) =>
        BinaryImport.Step(node, graph.Builder, BinaryOperator.Equal, truth, Steps.Number(node, "false", 0));

    private sealed class Row(string name, BinaryOperator op, bool isSwapped = false, bool isNegated = false, string becomes = "1 where it holds, else 0")
        : TfLiteOperator(name, becomes)
    {
        /// <inheritdoc/>
        public override void Import(TfLiteNode node, TfLiteGraph graph)
        {
            var (left, right, order) = BinaryRows.Operands(node, graph);
            (left, right) = isSwapped ? (right, left) : (left, right);
            var truth = BinaryImport.Step(node, graph.Builder, op, left, right);
            graph.Result(node, new LaidOutValue(isNegated ? Not(node, graph, truth) : truth, order));
        }
    }
}
