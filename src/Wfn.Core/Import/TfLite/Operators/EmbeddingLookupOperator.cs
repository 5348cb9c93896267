using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Rows of a table of constants.</summary>
internal sealed class EmbeddingLookupOperator() : TfLiteOperator("EMBEDDING_LOOKUP", "rows of a constant at indices computed at run time", "tables computed at run time")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) =>
        RowPick.Result(node, graph, node.Floats(1, "the table"), graph.Activation(node, 0));
}
