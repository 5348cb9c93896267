using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest of any number of operands.</summary>
internal sealed class MaxOperator() : OnnxOperator("Max", "elementwise maximum, pair by pair", "constants that reach along the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => VariadicImport.Run(node, graph, BinaryOperator.Maximum);
}
