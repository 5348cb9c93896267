using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Real numbers rounded as if they were kept as integers.</summary>
internal sealed class FakeQuantOperator() : TfLiteOperator("FAKE_QUANT", "nothing: activations are real numbers")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) => IdentityImport.Result(node, graph);
}
