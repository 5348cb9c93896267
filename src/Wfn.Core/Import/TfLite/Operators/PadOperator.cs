using Wfn.Graph;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Zeros around a value.</summary>
internal sealed class PadOperator() : TfLiteOperator("PAD", "pad", "paddings computed at run time; paddings of the batch")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) =>
        PadImport.Result(node, graph, PadMode.Constant, 0);
}
