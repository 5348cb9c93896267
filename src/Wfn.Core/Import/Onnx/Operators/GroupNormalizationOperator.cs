using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>
/// Mean 0 and variance 1 for each group of channels of each sample, then factor and offset: one for each group up to opset 20, one for
/// each channel from 21.
/// </summary>
internal sealed class GroupNormalizationOperator() : OnnxOperator("GroupNormalization", "group norm", "factors and offsets computed at run time")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Says only in what precision the statistics are; they are in double or nearly so.
        node.Ignore("stash_type");
        var channels = NormalizationImport.Channels(node);
        var groups = node.ToInt(node.Integer("num_groups", 0), "num_groups");
        if (groups < 1 || channels % groups != 0)
        {
            throw node.Invalid($"makes {groups} groups of {channels} channels");
        }

        NormalizationImport.Groups(node, graph, groups, node.Opset < 21 ? channels / groups : 1);
    }
}
