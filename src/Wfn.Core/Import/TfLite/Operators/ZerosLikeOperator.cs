namespace Wfn.Import.TfLite.Operators;

/// <summary>Zeros in the shape of a value; of each sample the same.</summary>
internal sealed class ZerosLikeOperator() : TfLiteOperator("ZEROS_LIKE", "a constant")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        int[] extents = node.Input(0) is ConstantTensorValue { Constant.Tensor.Extents: var known } ? known
            : [.. graph.Activation(node, 0).Shape.Dimensions.Select(extent => extent < 0 ? 1 : extent)];
        var count = graph.Budget.ReserveConstant(node, extents);
        graph.Constant(node, node.Result(0).IsReal ? ConstantTensor.OfFloats(extents, new float[count]) : ConstantTensor.OfIntegers(extents, new long[count]));
    }
}
