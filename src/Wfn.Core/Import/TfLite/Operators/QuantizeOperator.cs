using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Real numbers kept as integers, or under another scale.</summary>
internal sealed class QuantizeOperator() : TfLiteOperator("QUANTIZE", "nothing: activations are real numbers")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) => IdentityImport.Result(node, graph);
}
