namespace Wfn.Import.Onnx.Operators;

/// <summary>Real numbers kept as integers of a scale that their range gives: read as real numbers of the scale 1.</summary>
internal sealed class DynamicQuantizeLinearOperator() : OnnxOperator(
    "DynamicQuantizeLinear",
    "nothing: numbers stay real numbers, of the scale 1 and the zero point 0")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        graph.Alias(node, new IntegerValue(node.Activation(0)));
        if (node.IsRead(1))
        {
            graph.Define(node.Outputs[1], new ConstantValue(node.Outputs[1], ConstantTensor.OfFloats([], [1f])));
        }

        if (node.IsRead(2))
        {
            graph.Define(node.Outputs[2], new ConstantValue(node.Outputs[2], ConstantTensor.OfIntegers([], [0])));
        }
    }
}
