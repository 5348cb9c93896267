using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>a − b.</summary>
internal sealed class SubOperator() : OnnxOperator("Sub", "elementwise difference", "constants that reach along the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool TakesRepeated => true;

    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) =>
        BinaryImport.Run(node, graph, BinaryOperator.Subtract, node.Input(0), node.Input(1));
}
