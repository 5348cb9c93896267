using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The sum of any number of operands.</summary>
internal sealed class SumOperator() : OnnxOperator("Sum", "elementwise sum, pair by pair", "constants that reach along the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => VariadicImport.Run(node, graph, BinaryOperator.Add);
}
