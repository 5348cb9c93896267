using Wfn.Import.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether a number is infinite.</summary>
internal sealed class IsInfOperator() : OnnxOperator("IsInf", "1 beyond every finite number, else 0", "constants")
{
    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => DataType.Bool;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var (negative, positive) = (node.Flag("detect_negative", true), node.Flag("detect_positive", true));
        var above = BinaryImport.Step(node, graph, BinaryOperator.Less, Steps.Number(node, "largest", float.MaxValue), x);
        var below = BinaryImport.Step(node, graph, BinaryOperator.Less, x, Steps.Number(node, "smallest", float.MinValue));
        graph.Define(node.Output, new IntegerValue(
            negative && positive ? BinaryImport.Step(node, graph, BinaryOperator.Maximum, above, below)
            : negative ? below
            : positive ? above
            : BinaryImport.Step(node, graph, BinaryOperator.Multiply, above, below)));
    }
}
