using Wfn.Graph;
using Wfn.Operators;
using Wfn.Import.Onnx.Folding;

namespace Wfn.Import.Onnx.Operators;

/// <summary>a / b; by a constant it is a product with the reciprocal.</summary>
internal sealed class DivOperator() : OnnxOperator(
    "Div", "elementwise product with the reciprocal of a constant", "activations as divisors; constants that reach along the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(1) is not ConstantValue divisor)
        {
            throw new UnsupportedException("division by an activation");
        }

        if (node.Input(0) is ConstantValue dividend)
        {
            graph.Constant(node, ConstantArithmetic.Compute(node, ArithmeticOperator.Divide, dividend.Tensor, divisor.Tensor, graph.Budget));
            return;
        }

        var x = node.Activation(0);
        BinaryImport.RequirePerSample(divisor.Tensor, x.Shape.Rank);
        graph.Budget.ReserveConstant(node, divisor.Tensor.Extents);
        var factor = graph.Parameter(
            node.Floats(1, "a divisor"),
            ParameterRole.Constant,
            "reciprocal",
            divisor.Tensor.Extents,
            tensor => [.. tensor.Floats.Select(value => 1f / value)]);
        graph.Result(node, (name, output) => new BinaryNode
        {
            Name = name,
            Inputs = [x.Name, factor],
            Output = output,
            Operator = BinaryOperator.Multiply,
        });
    }
}
