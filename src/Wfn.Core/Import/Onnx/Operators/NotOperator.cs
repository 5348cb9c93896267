namespace Wfn.Import.Onnx.Operators;

/// <summary>The opposite of constant truth values.</summary>
internal sealed class NotOperator() : OnnxOperator("Not", "a constant", "activations")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var tensor = node.Constant(0, "an operand").Tensor;
        if (tensor.IsFloat)
        {
            throw node.Invalid("negates floats");
        }

        graph.Budget.ReserveConstant(node, tensor.Extents);
        graph.Constant(node, ConstantTensor.OfIntegers(tensor.Extents, [.. tensor.Integers.Select(value => value == 0 ? 1L : 0L)]));
    }
}
