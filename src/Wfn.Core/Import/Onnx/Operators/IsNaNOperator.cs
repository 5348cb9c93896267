using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether an element is not a number: whether it is not equal to itself.</summary>
internal sealed class IsNaNOperator() : OnnxOperator("IsNaN", "1 where x is not equal to itself, else 0", "constants")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var isNumber = BinaryImport.Step(node, graph, BinaryOperator.Equal, x, x);
        var one = Steps.Number(node, "true", 1f);
        graph.Define(node.Output, new IntegerValue(BinaryImport.Step(node, graph, BinaryOperator.Elsewhere, isNumber, one)));
    }
}
