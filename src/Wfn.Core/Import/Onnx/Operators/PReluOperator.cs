using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>x, below 0 slope · x.</summary>
internal sealed class PReluOperator() : OnnxOperator("PRelu", "x, below 0 slope · x", "slopes that reach along the batch as constants")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => BinaryImport.Run(node, graph, BinaryOperator.PRelu, node.Input(0), node.Input(1));
}
