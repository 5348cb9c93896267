namespace Wfn.Import.Onnx.Operators;

/// <summary>x under another name; leaves no node.</summary>
internal sealed class IdentityOperator() : OnnxOperator("Identity", "nothing")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool TakesRepeated => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => graph.Alias(node, node.Input(0));
}
