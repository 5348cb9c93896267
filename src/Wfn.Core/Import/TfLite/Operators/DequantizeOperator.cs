using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Real numbers that were kept as integers or in 16 bits.</summary>
internal sealed class DequantizeOperator() : TfLiteOperator("DEQUANTIZE", "nothing: activations and weights are real numbers")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) => IdentityImport.Result(node, graph);
}
