using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>a / b; by a constant it is a product with the reciprocal.</summary>
internal sealed class DivOperator() : OnnxOperator(
    "Div", "elementwise quotient; by a constant a product with its reciprocal", "constants that reach along the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool TakesRepeated => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.OperandType(0);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(0) is IntegerValue || node.Input(1) is IntegerValue)
        {
            var (a, b) = (TruthValues.Numbers(node, graph, node.Input(0)), TruthValues.Numbers(node, graph, node.Input(1)));
            var quotient = BinaryImport.Step(node, graph, BinaryOperator.Divide, a, b);
            graph.Define(node.Output, new IntegerValue(graph.Function(node, UnaryFunctions.Truncate, quotient)));
            return;
        }

        if (node.Input(0) is not ActivationValue x || node.Input(1) is not ConstantValue divisor)
        {
            BinaryImport.Run(node, graph, BinaryOperator.Divide, node.Input(0), node.Input(1));
            return;
        }

        BinaryImport.RequirePerSample(divisor.Tensor, x.Shape);
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
