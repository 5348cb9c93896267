using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Real numbers kept as integers, or under another scale.</summary>
internal sealed class QuantizeOperator() : TfLiteOperator("QUANTIZE", "clip to the range of the integers; activations are real numbers, not rounded")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) =>
        SaturatedImport.Result(node, graph, TensorDecoder.Range(node.Result(0), ""));
}
