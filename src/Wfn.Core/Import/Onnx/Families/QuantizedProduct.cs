using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>
/// Operators on integers that stand for real numbers. What <c>DynamicQuantizeLinear</c> makes are the real numbers themselves, as integers
/// of the scale 1 and the zero point 0; what <c>QuantizeLinear</c> makes are real numbers, whose scale nothing may apply again.
/// </summary>
internal static class QuantizedProduct
{
    /// <summary>The first operand, of integers, less its zero point.</summary>
    public static ActivationValue Left(OnnxNode node, GraphBuilder graph, int zeroPoint)
    {
        if (node.Input(0) is not IntegerValue { Numbers: var numbers })
        {
            throw new UnsupportedException("integers that QuantizeLinear made, which are read as real numbers without their scale");
        }

        if (!node.HasInput(zeroPoint))
        {
            return numbers;
        }

        var constant = node.Constant(zeroPoint, "a zero point");
        if (constant.Tensor.IsFloat || constant.Tensor.Count != 1)
        {
            throw new UnsupportedException($"zero points {constant.Tensor}");
        }

        if (constant.Tensor.Integers[0] == 0)
        {
            return numbers;
        }

        var zero = Steps.Number(node, "zero", constant.Tensor.Integers[0]);
        return BinaryImport.Step(node, graph, BinaryOperator.Subtract, numbers, zero);
    }

    /// <summary>A constant of integers less its zero point.</summary>
    public static ConstantValue Right(OnnxNode node, GraphBuilder graph, int input, int zeroPoint, bool isKernel)
    {
        var constant = node.Constant(input, "a constant of integers");
        if (constant.Tensor.IsFloat)
        {
            return constant;
        }

        var tensor = constant.Tensor;
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

    /// <summary>The operand that must be real numbers already.</summary>
    public static void RequireReal(OnnxNode node)
    {
        if (node.Input(0) is IntegerValue)
        {
            throw new UnsupportedException("an operand of integers that no QuantizeLinear made");
        }
    }
}
