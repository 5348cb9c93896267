using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>x, below 0 alpha · x.</summary>
internal sealed class LeakyReluOperator() : TfLiteOperator("LEAKY_RELU", UnaryFunctions.LeakyRelu.Summary)
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) =>
        FunctionRows.Import(node, graph, UnaryFunctions.LeakyRelu, node.Number(0));
}
