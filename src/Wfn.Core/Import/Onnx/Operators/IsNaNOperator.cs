using Wfn.Import.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether an element is not a number: whether it is not equal to itself.</summary>
internal sealed class IsNaNOperator() : OnnxOperator("IsNaN", "1 where x is not equal to itself, else 0", "constants")
{
    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => DataType.Bool;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var isNumber = BinaryImport.Step(node, graph, BinaryOperator.Equal, x, x);
        var one = Steps.Number(node, "true", 1f);
        graph.Define(node.Output, new IntegerValue(BinaryImport.Step(node, graph, BinaryOperator.Elsewhere, isNumber, one)));
    }
}
