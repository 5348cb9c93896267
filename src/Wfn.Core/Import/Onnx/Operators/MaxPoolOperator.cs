using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest value under a window over one or two spatial axes.</summary>
internal sealed class MaxPoolOperator() : OnnxOperator(
    "MaxPool", "max pool; over one axis as an image of height 1", "three spatial axes; the indices; negative pads; windows over padding alone")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Says only how the indices are counted.
        node.Ignore("storage_order");
        var x = node.Activation(0);
        var (window, _, _) = WindowImport.Read(node, ImageImport.Spatial(x), null, node.Flag("ceil_mode", false));
        var image = ImageImport.AsImage(node, graph, x);
        ImageImport.Result(node, graph, x, (name, output) => new MaxPoolNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
            Window = window,
        });
    }
}
