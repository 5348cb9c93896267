using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The largest value under a window.</summary>
internal sealed class MaxPool2DOperator() : TfLiteOperator("MAX_POOL_2D", "max pool")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) => ImageWindow.Pool(
        node, graph, (name, input, output, window) => new MaxPoolNode { Name = name, Inputs = [input], Output = output, Window = window });
}
