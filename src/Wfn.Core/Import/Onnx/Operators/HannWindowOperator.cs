using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A Hann window as a constant.</summary>
internal sealed class HannWindowOperator() : OnnxOperator("HannWindow", "a constant", "a size that is not known at import")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => CosineWindow.Make(node, graph, 0.5, 0.5, 0);
}
