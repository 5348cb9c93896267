using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>A sparse constant with its zeros.</summary>
internal sealed class DensifyOperator() : TfLiteOperator("DENSIFY", "nothing: constants have their zeros")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) => IdentityImport.Result(node, graph);
}
