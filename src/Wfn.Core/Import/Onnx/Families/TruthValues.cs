namespace Wfn.Import.Onnx.Families;

/// <summary>Truth values and integers as the numbers that the network has of them.</summary>
internal static class TruthValues
{
    /// <summary>A value as numbers: an activation, or a constant of floats.</summary>
    public static ImportedValue Numbers(OnnxNode node, GraphBuilder graph, ImportedValue value)
    {
        if (value is IntegerValue { Numbers: var numbers })
        {
            return numbers;
        }

        if (value is not ConstantValue { Tensor: { IsFloat: false } tensor } constant)
        {
            return value;
        }

        if (tensor.MentionsBatch)
        {
            throw new UnsupportedException("the batch's extent");
        }

        graph.Budget.ReserveConstant(node, tensor.Extents);
        return constant with { Tensor = ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Integers.Select(element => (float)element)]) };
    }
}
