using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>The integers that a model keeps of real numbers: quotients to nearest, of two the even one, and the zero point, within their range.</summary>
internal static class QuantizedIntegers
{
    /// <summary>The integers of real numbers that are computed at run time.</summary>
    public static IntegerValue Of(GraphBuilder graph, QuantizedValue quantised)
    {
        var (real, form, node) = quantised;
        if (form.Width is not { } width)
        {
            throw new UnsupportedException("integers that QuantizeLinear makes of another type than 4, 8 or 16 bits");
        }

        var quotient = BinaryImport.Step(node, graph, BinaryOperator.Divide, real, Spread(node, graph, form.Scale, form, real.Shape));
        var rounded = graph.Function(node, UnaryFunctions.Round, quotient);
        var moved = QuantizedForm.IsZero(form.ZeroPoint) ? rounded
            : BinaryImport.Step(node, graph, BinaryOperator.Add, rounded, Spread(node, graph, form.ZeroPoint!, form, real.Shape));
        return new IntegerValue(graph.Step(node, "integers", (name, output) => new ClipNode
        {
            Name = name,
            Inputs = [moved.Name],
            Output = output,
            Minimum = width.Minimum,
            Maximum = width.Maximum,
        }))
        {
            Stored = width,
        };
    }

    /// <summary>Scales or zero points as numbers that broadcast to a tensor.</summary>
    public static ImportedValue Spread(ModelNode node, GraphBuilder graph, ImportedValue parts, QuantizedForm form, TensorShape shape)
    {
        if (parts is IntegerValue { Numbers: var numbers })
        {
            parts = numbers;
        }

        if (parts is ActivationValue { Shape: var own } computed)
        {
            return own.ElementCount == 1 && own.Rank <= shape.Rank ? computed
                : form.Block == 0 && own.Rank == 1 ? graph.Reshaped(node, "spread", computed, TensorShape.Of(Extents(node, form, own[0], shape)))
                : form.Block > 0 && own.Rank == shape.Rank ? OfBlocks(node, graph, form, computed, shape)
                : throw new UnsupportedException($"scales or zero points {own} of {shape}");
        }

        var constant = (ConstantValue)parts;
        var tensor = constant.Tensor;
        float[] values = tensor.IsFloat ? tensor.Floats : [.. tensor.Integers.Select(value => (float)value)];
        return constant with
        {
            Tensor = values.Length == 1 ? ConstantTensor.OfFloats([], values)
                : form.Block == 0 ? ConstantTensor.OfFloats(Extents(node, form, values.Length, shape), values)
                : Repeated(node, graph, form, tensor, values, shape),
        };
    }

    // One for each element of a block.
    private static ActivationValue OfBlocks(ModelNode node, GraphBuilder graph, QuantizedForm form, ActivationValue parts, TensorShape shape)
    {
        var axis = node.Axis(form.Axis, shape.Rank);
        return shape[axis] != TensorShape.Dynamic && parts.Shape[axis] == (shape[axis] + form.Block - 1) / form.Block
            ? AxisParts.Take(node, graph, parts, axis, [.. Enumerable.Range(0, shape[axis]).Select(element => element / form.Block)])
            : throw new UnsupportedException($"scales or zero points {parts.Shape} of {shape}, in blocks of {form.Block} along axis {axis}");
    }

    private static int[] Extents(ModelNode node, QuantizedForm form, int count, TensorShape shape)
    {
        var axis = node.Axis(form.Axis, shape.Rank);
        return shape[axis] == count
            ? [count, .. Enumerable.Repeat(1, shape.Rank - 1 - axis)]
            : throw new UnsupportedException($"{count} scales or zero points along axis {axis} of {shape}");
    }

    private static ConstantTensor Repeated(
        ModelNode node, GraphBuilder graph, QuantizedForm form, ConstantTensor tensor, float[] values, TensorShape shape)
    {
        var axis = node.Axis(form.Axis, shape.Rank);
        int[] extents = [.. shape.Dimensions.Select((extent, i) => extent != TensorShape.Dynamic ? extent
            : i != axis && i < tensor.Rank ? tensor.Extents[i]
            : throw new UnsupportedException("scales of blocks along the batch"))];
        var parts = QuantizedParts<float>.Of(node, form, tensor, values, extents);
        var repeated = new float[graph.Budget.ReserveConstant(node, extents)];
        for (var i = 0; i < repeated.Length; i++)
        {
            repeated[i] = parts.At(i);
        }

        return ConstantTensor.OfFloats(extents, repeated);
    }
}
