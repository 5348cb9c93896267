using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>What operators that are a function of one element have in common.</summary>
internal static class FunctionImport
{
    /// <summary>Defines the node's output: a constant where the operand is one, a <see cref="UnaryNode"/> elsewhere.</summary>
    public static void Run(OnnxNode node, GraphBuilder graph, UnaryFunction function)
    {
        var arguments = function.Arguments.Select(argument => node.Float(argument.Name, argument.Missing)).ToEquatableArray();
        if (arguments.Any(float.IsNaN))
        {
            throw node.Invalid("has an attribute that is not a number");
        }

        if (node.Input(0) is ConstantValue { Tensor: { IsFloat: false } whole })
        {
            graph.Budget.ReserveConstant(node, whole.Extents);
            graph.Constant(node, ConstantTensor.OfIntegers(whole.Extents, [.. whole.Integers.Select(value => Of(node, function, value))]));
            return;
        }

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

    private static long Of(OnnxNode node, UnaryFunction function, long value) => value is ConstantTensor.Batch or long.MinValue
        ? throw new UnsupportedException("arithmetic with the batch's extent")
        : function == UnaryFunctions.Abs ? Math.Abs(value)
        : function == UnaryFunctions.Neg ? -value
        : function == UnaryFunctions.Sign ? Math.Sign(value)
        : throw node.Invalid("has an operand (input 0) of integers");
}
