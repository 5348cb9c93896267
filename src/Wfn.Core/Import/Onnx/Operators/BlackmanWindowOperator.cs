using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A Blackman window as a constant.</summary>
internal sealed class BlackmanWindowOperator() : OnnxOperator("BlackmanWindow", "a constant", "a size that is not known at import")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => CosineWindow.Make(node, graph, 0.42, 0.5, 0.08);
}
