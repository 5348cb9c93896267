using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Mean 0 and variance 1 for each channel of each sample, then factor and offset for each channel.</summary>
internal sealed class InstanceNormalizationOperator() : OnnxOperator(
    "InstanceNormalization", "group norm with a group for each channel", "factors and offsets computed at run time")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) =>
        NormalizationImport.Groups(node, graph, NormalizationImport.Channels(node), repeats: 1);
}
