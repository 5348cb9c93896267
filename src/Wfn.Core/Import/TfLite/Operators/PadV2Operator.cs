using Wfn.Graph;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>A constant around a value.</summary>
internal sealed class PadV2Operator() : TfLiteOperator("PADV2", "pad", "paddings or a value computed at run time; paddings of the batch")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var value = node.Floats(2, "the value").Tensor;
        if (value.Count != 1)
        {
            throw node.Invalid($"pads with {value.Count} values");
        }

        PadImport.Result(node, graph, PadMode.Constant, value.Floats[0]);
    }
}
