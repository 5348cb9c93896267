using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>A matrix product whose operands may be transposed, times a factor.</summary>
internal sealed class FusedMatMulOperator() : MicrosoftOperator("FusedMatMul", "transpositions, matrix product, product with the factor", "what MatMul lacks")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ScaledProduct.Run(node, graph);
}
