using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>The older name of FusedMatMul.</summary>
internal sealed class TransposeMatMulOperator() : MicrosoftOperator("TransposeMatMul", "what FusedMatMul becomes", "what MatMul lacks")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ScaledProduct.Run(node, graph);
}
