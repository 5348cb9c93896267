using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The mean of any number of operands.</summary>
internal sealed class MeanOperator() : OnnxOperator(
    "Mean", "elementwise sum, pair by pair, and a product with the reciprocal of their number", "constants that reach along the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => VariadicImport.Run(node, graph, BinaryOperator.Add, isMean: true);
}
