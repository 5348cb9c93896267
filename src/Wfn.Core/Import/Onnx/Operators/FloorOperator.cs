namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest integer not above x, of constants.</summary>
internal sealed class FloorOperator() : OnnxOperator("Floor", "a constant", "activations")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var tensor = node.Floats(0, "an operand").Tensor;
        graph.Budget.ReserveConstant(node, tensor.Extents);
        graph.Constant(node, ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Floats.Select(value => (float)Math.Floor(value))]));
    }
}
