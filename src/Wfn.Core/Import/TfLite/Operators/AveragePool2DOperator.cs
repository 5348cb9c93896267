using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Mean of what of the image lies under a window.</summary>
internal sealed class AveragePool2DOperator() : TfLiteOperator("AVERAGE_POOL_2D", "average pool")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        var image = ImageWindow.Image(node, graph, x);
        var window = ImageWindow.Of(
            node, x.Shape, node.Choice(0), (node.Option(4), node.Option(3)), (node.Option(2), node.Option(1)), (1, 1));
        ImageWindow.Result(node, graph, graph.Layer(node, "pool", node.Choice(5), (name, output) => new AveragePoolNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
            Window = window,
        }));
    }
}
