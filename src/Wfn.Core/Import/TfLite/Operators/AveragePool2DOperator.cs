using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Mean of what of the image lies under a window.</summary>
internal sealed class AveragePool2DOperator() : TfLiteOperator("AVERAGE_POOL_2D", "average pool")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) => ImageWindow.Pool(
        node, graph, (name, input, output, window) => new AveragePoolNode { Name = name, Inputs = [input], Output = output, Window = window });
}
