using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Real numbers kept as integers: read as the real numbers, not rounded, within the range that the integers have.</summary>
internal sealed class QuantizeLinearOperator() : OnnxOperator(
    "QuantizeLinear", "clip to the range of the integers; numbers stay real numbers, and activation formats follow the range", "")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        foreach (var name in new[] { "axis", "saturate", "block_size", "output_dtype", "precision" })
        {
            node.Ignore(name);
        }

        var hasType = node.HasInput(2) || !node.HasAttribute("output_dtype");
        graph.Alias(node, hasType && node.Input(0) is ActivationValue value ? QuantizedRange.Saturated(node, graph, value, 1, 2) : node.Input(0));
    }
}
