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
    /// <param name="zeroPoint">The operand that is the zero point; may be left out.</param>
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
            ConstantValue { Tensor: var zeros } => throw new UnsupportedException($"zero points {zeros}"),
            IntegerValue { Numbers: { Shape: { Rank: <= 1, ElementCount: 1 } } zero } =>
                BinaryImport.Step(node, graph, BinaryOperator.Subtract, numbers, zero),
            _ => throw new UnsupportedException("zero points computed at run time"),
        };
    }

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

        // One for each output: a kernel's first axis, a matrix' last one.
        var outputs = tensor.Rank == 0 ? 1 : isKernel ? tensor.Extents[0] : tensor.Extents[tensor.Rank - 1];
        if (zeros.IsFloat || (zeros.Count != 1 && (zeros.Count != outputs || tensor.Count == 0)))
        {
            throw new UnsupportedException($"zero points {zeros} of {tensor}");
        }

        var values = new float[tensor.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var zero = zeros.Count == 1 ? zeros.Integers[0] : zeros.Integers[isKernel ? i / (tensor.Count / outputs) : i % outputs];
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
