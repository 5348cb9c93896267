using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The opposite of truth values.</summary>
internal sealed class LogicalNotOperator() : TfLiteOperator("LOGICAL_NOT", "1 where a truth value is 0, else 0")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        graph.Result(node, x.With(TruthRows.Not(node, graph, x.Value)));
    }
}
