using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A Hamming window as a constant.</summary>
internal sealed class HammingWindowOperator() : OnnxOperator("HammingWindow", "a constant", "a size that is not known at import")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => CosineWindow.Make(node, graph, 0.543478260869565217, 0.456521739130434783, 0);
}
