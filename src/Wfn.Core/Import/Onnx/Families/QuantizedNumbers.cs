namespace Wfn.Import.Onnx.Families;

/// <summary>Integers of a model that stand for real numbers, (q − zero point) · scale, as those.</summary>
internal static class QuantizedNumbers
{
    /// <summary>The real numbers of a constant: itself where it holds such already.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="input">The operand that is the constant.</param>
    /// <param name="scale">The operand that is the scale: one, or one an element along an axis.</param>
    /// <param name="zeroPoint">The operand that is the zero point; may be left out.</param>
    /// <param name="axis">The axis.</param>
    public static ConstantValue Real(OnnxNode node, GraphBuilder graph, int input, int scale, int zeroPoint, int axis)
    {
        var constant = node.Constant(input, "quantised numbers");
        var scales = node.Floats(scale, "a scale").Tensor;
        long[]? zeros = node.HasInput(zeroPoint) ? ZeroPoints(node, zeroPoint) : null;
        if (constant.Tensor.IsFloat)
        {
            return constant;
        }

        var tensor = constant.Tensor;
        var inner = 1;
        if (scales.Count != 1)
        {
            var along = node.Axis(axis, tensor.Rank);
            if (scales.Count != tensor.Extents[along])
            {
                throw new UnsupportedException($"{scales.Count} scales along axis {along} of {tensor}");
            }

            inner = tensor.Extents.Skip(along + 1).Aggregate(1, (product, extent) => product * extent);
        }

        if (zeros is not null && zeros.Length != scales.Count && zeros.Length != 1)
        {
            throw node.Invalid($"has {scales.Count} scales and {zeros.Length} zero points");
        }

        graph.Budget.ReserveConstant(node, tensor.Extents);
        var values = new float[tensor.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var part = scales.Count == 1 ? 0 : i / inner % scales.Count;
            values[i] = (tensor.Integers[i] - (zeros is null ? 0 : zeros[zeros.Length == 1 ? 0 : part])) * scales.Floats[part];
        }

        return constant with { Tensor = ConstantTensor.OfFloats(tensor.Extents, values) };
    }

    private static long[] ZeroPoints(OnnxNode node, int input)
    {
        var tensor = node.Constant(input, "a zero point").Tensor;
        return tensor.IsFloat ? throw node.Invalid("has a zero point that is no integer") : tensor.Integers;
    }
}
