using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>1 along a diagonal of a matrix of another one's extents, 0 elsewhere.</summary>
internal sealed class EyeLikeOperator() : OnnxOperator("EyeLike", "a constant", "values with a batch; types but float32 and int64")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var isFloat = node.Input(0) is ActivationValue or ConstantValue { Tensor.IsFloat: true };
        int[] extents = node.Input(0) is ConstantValue { Tensor: var tensor } ? tensor.Extents
            : [.. ElementParts.WithoutBatch((ActivationValue)TruthValues.Numbers(node, graph, node.Input(0))).Dimensions];
        isFloat = node.Integer("dtype", isFloat ? 1 : 7) switch
        {
            1 or 10 or 11 or 16 => true,
            7 or 6 => false,
            var other => throw new UnsupportedException($"elements of type {other}"),
        };
        if (extents.Length != 2)
        {
            throw node.Invalid($"makes a matrix of [{string.Join(", ", extents)}]");
        }

        var diagonal = node.Integer("k", 0);
        var values = new float[graph.Budget.ReserveConstant(node, extents)];
        for (var row = 0; row < extents[0]; row++)
        {
            if (row + diagonal >= 0 && row + diagonal < extents[1])
            {
                values[(row * extents[1]) + (int)(row + diagonal)] = 1;
            }
        }

        graph.Constant(node, isFloat
            ? ConstantTensor.OfFloats(extents, values)
            : ConstantTensor.OfIntegers(extents, [.. values.Select(value => (long)value)]));
    }
}
