namespace Wfn.Import.Onnx.Operators;

/// <summary>Real numbers kept as integers: read as the real numbers, neither rounded nor saturated.</summary>
internal sealed class QuantizeLinearOperator() : OnnxOperator("QuantizeLinear", "nothing: numbers stay real numbers", "")
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

        graph.Alias(node, node.Input(0));
    }
}
