using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>The operators that say where along an axis an extreme element is: a row each.</summary>
internal static class ArgumentRows
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TfLiteOperator> All { get; } =
    [
        new Row("ARG_MAX", ArgumentOperator.Max),
        new Row("ARG_MIN", ArgumentOperator.Min),
    ];

    private sealed class Row(string name, ArgumentOperator argument) : TfLiteOperator(name, argument.Summary, "the batch as its axis")
    {
        /// <inheritdoc/>
        public override void Import(TfLiteNode node, TfLiteGraph graph)
        {
            var x = graph.Activation(node, 0);
            var axis = node.Axis(node.Integer(1, "the axis"), x.Rank);
            if (axis == x.BatchAxis)
            {
                throw new UnsupportedException("along the batch");
            }

            var found = graph.Step(node, argument.Kind, (stepName, output) => new ArgumentNode
            {
                Name = stepName,
                Inputs = [x.Value.Name],
                Output = output,
                Operator = argument,
                Axis = x.PlaceOf(axis),
                KeepsAxis = true,
            });
            graph.Result(node, AxisEdits.Without(node, graph, x.With(found), [axis]));
        }
    }
}
