using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Any operator of ONNX that is a function of one element: a row of <see cref="UnaryFunctions"/> names it.</summary>
/// <param name="function">The function.</param>
internal sealed class FunctionOperator(UnaryFunction function) : OnnxOperator(
    function.OnnxName ?? throw new ArgumentException("the function has no name in ONNX", nameof(function)), function.Summary)
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var arguments = function.Arguments.Select(argument => node.Float(argument.Name, argument.Missing)).ToEquatableArray();
        if (node.Input(0) is ConstantValue)
        {
            var tensor = node.Floats(0, "an operand").Tensor;
            graph.Budget.ReserveConstant(node, tensor.Extents);
            graph.Constant(
                node, ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Floats.Select(value => function.Evaluate(value, arguments))]));
            return;
        }

        var x = node.Activation(0);
        graph.Result(node, (name, output) => new UnaryNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Function = function,
            Arguments = arguments,
        });
    }
}
