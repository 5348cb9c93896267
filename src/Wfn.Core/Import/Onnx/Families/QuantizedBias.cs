namespace Wfn.Import.Onnx.Families;

/// <summary>Biases of quantised layers, integers in units of both scales.</summary>
internal static class QuantizedBias
{
    /// <summary>The real numbers of a bias.</summary>
    /// <param name="node">The node.</param>
    /// <param name="bias">The bias.</param>
    /// <param name="input">The operand that is the input's scale.</param>
    /// <param name="weight">The operand that is the scale of the weights, or the scales of its outputs.</param>
    /// <param name="factor">A factor of the products.</param>
    public static ConstantValue Of(OnnxNode node, ConstantValue bias, int input, int weight, float factor = 1f)
    {
        var (x, w) = (node.Floats(input, "a scale").Tensor, node.Floats(weight, "a scale").Tensor);
        var last = bias.Tensor.Rank == 0 ? 1 : bias.Tensor.Extents[bias.Tensor.Rank - 1];
        if (bias.Tensor.IsFloat || x.Count != 1 || (w.Count != 1 && (w.Count != last || bias.Tensor.Count == 0)))
        {
            throw node.Invalid($"has a bias {bias.Tensor} and the scales {x} and {w}");
        }

        float[] values =
        [
            .. bias.Tensor.Integers.Select((value, place) =>
                (float)(value * (double)factor * x.Floats[0] * w.Floats[w.Count == 1 ? 0 : place % last])),
        ];
        return bias with { Tensor = ConstantTensor.OfFloats(bias.Tensor.Extents, values) };
    }
}
