using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A change to the element type of another value.</summary>
internal sealed class CastLikeOperator() : OnnxOperator(
    "CastLike", "what Cast becomes", "to integers and truth values whose type nothing tells")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.OperandType(1);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("saturate");
        var isReal = node.Input(1) is not (IntegerValue or ConstantValue { Tensor.IsFloat: false });
        CastOperator.Cast(node, graph, isReal ? DataType.Float : node.OperandType(1)
            ?? throw new UnsupportedException("a cast to integers or truth values whose type nothing tells: export the model with Cast in its place"));
    }
}
