using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Operands that are integers of a scale and a zero point: how a node tells of those, and their real numbers.</summary>
internal static class QuantizedOperand
{
    private static readonly IntegerWidth Ordinary = new(8, IsSigned: false);

    /// <summary>How a node says that integers stand for real numbers.</summary>
    /// <param name="node">The node.</param>
    /// <param name="scale">The operand that is the scale.</param>
    /// <param name="zeroPoint">The operand that is the zero point; may be left out.</param>
    /// <param name="axis">The axis of several scales.</param>
    /// <param name="block">The elements along the axis that have one scale; 0 where there are no blocks.</param>
    /// <param name="missing">The type of the integers where there is no zero point to tell of it.</param>
    public static QuantizedForm Form(OnnxNode node, int scale, int zeroPoint, int axis, int block = 0, IntegerWidth? missing = null)
    {
        var scales = node.Input(scale);
        if (scales is ConstantValue { Tensor.IsFloat: false } or not (ConstantValue or ActivationValue))
        {
            throw node.Invalid("has a scale of integers");
        }

        ImportedValue? zeros = node.HasInput(zeroPoint) ? node.Input(zeroPoint) : null;
        var width = zeros switch
        {
            null => missing ?? Ordinary,
            ConstantValue { Tensor: { IsFloat: false, Stored: var stored } } => stored,
            IntegerValue { Stored: var stored } => stored,

            // Floats of 8 bits have none but 0, and no integers.
            ConstantValue { Tensor: { IsFloat: true } none } when Array.TrueForAll(none.Floats, zero => zero == 0) => null,
            _ => throw node.Invalid("has a zero point that is no integer"),
        };
        zeros = zeros is ConstantValue { Tensor.IsFloat: true } ? null : zeros;
        return new QuantizedForm(scales, zeros, axis, block, width);
    }

    /// <summary>The real numbers of an operand, whatever it is: constants become constants.</summary>
    public static ImportedValue Real(ModelNode node, GraphBuilder graph, ImportedValue value, QuantizedForm form) => value switch
    {
        ConstantValue constant => Real(node, graph, constant, form),
        QuantizedValue quantised when quantised.Form.MeansThatOf(form) => quantised.Real,
        QuantizedValue quantised => Real(node, graph, QuantizedIntegers.Of(graph, quantised).Numbers, form),
        IntegerValue { Numbers: var numbers } => Real(node, graph, numbers, form),
        ActivationValue numbers => Real(node, graph, numbers, form),
        _ => throw new UnsupportedException("numbers that are no integers"),
    };

    /// <summary>What floats of few bits stand for, by their scales.</summary>
    public static ConstantTensor Scaled(ModelNode node, GraphBuilder graph, ConstantTensor tensor, QuantizedForm form)
    {
        var (scales, _) = Parts(node, form, tensor.Extents);
        graph.Budget.ReserveConstant(node, tensor.Extents);
        return ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Floats.Select((value, i) => value * scales.At(i))]);
    }

    /// <summary>The real numbers of a constant: itself where it holds such already.</summary>
    public static ConstantValue Real(ModelNode node, GraphBuilder graph, ConstantValue constant, QuantizedForm form)
    {
        if (constant.Tensor.IsFloat)
        {
            return constant;
        }

        var tensor = constant.Tensor;
        var (scales, zeros) = Parts(node, form, tensor.Extents);
        graph.Budget.ReserveConstant(node, tensor.Extents);
        var values = new float[tensor.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (tensor.Integers[i] - zeros.At(i)) * scales.At(i);
        }

        return constant with { Tensor = ConstantTensor.OfFloats(tensor.Extents, values) };
    }

    /// <summary>The integers of a constant of real numbers: to nearest, of two the even one, within their range.</summary>
    public static ConstantTensor Integers(ModelNode node, GraphBuilder graph, ConstantTensor tensor, QuantizedForm form)
    {
        var width = form.Width ?? throw new UnsupportedException("a constant in integers of an unknown type");
        var (scales, zeros) = Parts(node, form, tensor.Extents);
        graph.Budget.ReserveConstant(node, tensor.Extents);
        var values = new long[tensor.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var rounded = Math.Round((double)(tensor.Floats[i] / scales.At(i))) + zeros.At(i);
            values[i] = rounded >= width.Maximum ? width.Maximum : rounded > width.Minimum ? (long)rounded : width.Minimum;
        }

        return ConstantTensor.OfIntegers(tensor.Extents, values).StoredAs(width);
    }

    private static ActivationValue Real(ModelNode node, GraphBuilder graph, ActivationValue numbers, QuantizedForm form)
    {
        var less = QuantizedForm.IsZero(form.ZeroPoint) ? numbers
            : BinaryImport.Step(node, graph, BinaryOperator.Subtract, numbers, QuantizedIntegers.Spread(node, graph, form.ZeroPoint!, form, numbers.Shape));
        var real = form.Scale is ConstantValue { Tensor: var scales } && Array.TrueForAll(scales.Floats, scale => scale == 1) ? less
            : BinaryImport.Step(node, graph, BinaryOperator.Multiply, less, QuantizedIntegers.Spread(node, graph, form.Scale, form, numbers.Shape));
        if (form.ZeroPoint is not null && form.Range(real.Name) is { } range)
        {
            graph.Note(range);
        }

        return real;
    }

    private static (QuantizedParts<float> Scales, QuantizedParts<long> Zeros) Parts(ModelNode node, QuantizedForm form, int[] extents)
    {
        if (form.Scale is not ConstantValue { Tensor: { IsFloat: true } scales } || form.ZeroPoint is not (null or ConstantValue))
        {
            throw new UnsupportedException("scales computed at run time, of a constant");
        }

        var zeros = form.ZeroPoint is ConstantValue { Tensor: var given } ? given : ConstantTensor.OfIntegers([], [0]);
        return (QuantizedParts<float>.Of(node, form, scales, scales.Floats, extents), QuantizedParts<long>.Of(node, form, zeros, zeros.Integers, extents));
    }
}
