using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Products of integers less their zero points, whose sums are integers again.</summary>
internal static class QuantizedProduct
{
    /// <summary>An operand of integers, less its zero point.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="input">The operand.</param>
    /// <param name="zeroPoint">The operand that is the zero point; may be left out. Of several there is one a row of the first operand, a column of the second.</param>
    public static ActivationValue Numbers(OnnxNode node, GraphBuilder graph, int input, int zeroPoint)
    {
        var numbers = node.Input(input) is IntegerValue integers ? integers.Numbers : node.Activation(input);
        if (!node.HasInput(zeroPoint) || QuantizedForm.IsZero(node.Input(zeroPoint)))
        {
            return numbers;
        }

        return node.Input(zeroPoint) switch
        {
            ConstantValue { Tensor: { IsFloat: false, Count: 1 } zeros } =>
                BinaryImport.Step(node, graph, BinaryOperator.Subtract, numbers, Steps.Number(node, "zero", zeros.Integers[0])),
            ConstantValue { Tensor: { IsFloat: false, Rank: 1 } zeros } when zeros.Count == Along(numbers, input) =>
                BinaryImport.Step(node, graph, BinaryOperator.Subtract, numbers, Steps.Numbers(
                    node, "zeros", input == 0 ? [zeros.Count, 1] : [zeros.Count], [.. zeros.Integers.Select(zero => (float)zero)])),
            ConstantValue { Tensor: var zeros } => throw new UnsupportedException($"zero points {zeros}"),
            IntegerValue { Numbers: { Shape.Rank: 1 } zeros } when zeros.BatchAxis < 0 && zeros.Shape[0] == Along(numbers, input) =>
                BinaryImport.Step(node, graph, BinaryOperator.Subtract, numbers, input == 0
                    ? graph.Reshaped(node, "zeros", zeros, TensorShape.Of(zeros.Shape[0], 1)) : zeros),
            IntegerValue { Numbers: { Shape: { Rank: <= 1, ElementCount: 1 } } zero } =>
                BinaryImport.Step(node, graph, BinaryOperator.Subtract, numbers, zero),
            _ => throw new UnsupportedException("zero points computed at run time"),
        };
    }

    private static int Along(ActivationValue numbers, int input) =>
        numbers.Shape.Rank < 2 ? -1 : numbers.Shape[numbers.Shape.Rank - (input == 0 ? 2 : 1)];

    /// <summary>A constant of integers less its zero point.</summary>
    public static ConstantValue Constant(OnnxNode node, GraphBuilder graph, int input, int zeroPoint, bool isKernel)
    {
        var constant = node.Constant(input, "a constant of integers");
        var tensor = constant.Tensor;
        if (tensor.IsFloat)
        {
            throw node.Invalid($"has an operand (input {input}) that is no integer");
        }

        graph.Budget.ReserveConstant(node, tensor.Extents);
        var zeros = node.HasInput(zeroPoint) ? node.Constant(zeroPoint, "a zero point").Tensor : ConstantTensor.OfIntegers([], [0]);

        // One for each output: a kernel's first axis, the rows of the first matrix, the columns of the second.
        var axis = isKernel || tensor.Rank < 2 ? 0 : tensor.Rank - (input == 0 ? 2 : 1);
        var outputs = tensor.Rank == 0 ? 1 : tensor.Extents[axis];
        var inner = tensor.Extents.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
        if (zeros.IsFloat || (zeros.Count != 1 && (zeros.Count != outputs || tensor.Count == 0)))
        {
            throw new UnsupportedException($"zero points {zeros} of {tensor}");
        }

        var values = new float[tensor.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var zero = zeros.Count == 1 ? zeros.Integers[0] : zeros.Integers[i / inner % outputs];
            values[i] = tensor.Integers[i] - zero;
        }

        return constant with { Tensor = ConstantTensor.OfFloats(tensor.Extents, values) };
    }

    /// <summary>Says that the node's output are integers.</summary>
    public static void IsOfIntegers(OnnxNode node, GraphBuilder graph)
    {
        if (graph.Find(node.Output) is ActivationValue numbers)
        {
            graph.Redefine(node.Output, new IntegerValue(numbers));
        }
    }
}
