using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The name of ScatterElements up to opset 10.</summary>
internal sealed class ScatterOperator() : OnnxOperator("Scatter", "as ScatterElements", "indices computed at run time; values with a batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ScatterImport.OfAxis(node, graph);
}
