using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The mean of the values under a window over one or two spatial axes.</summary>
internal sealed class AveragePoolOperator() : OnnxOperator(
    "AveragePool", "average pool; over one axis as an image of height 1", "three spatial axes; negative pads; windows over padding alone")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var countsPadding = node.Flag("count_include_pad", false);
        var (window, extraBottom, extraRight) = WindowImport.Read(node, ImageImport.Spatial(x), null, node.Flag("ceil_mode", false));
        var image = ImageImport.AsImage(node, graph, x);
        ImageImport.Result(node, graph, x, (name, output) => new AveragePoolNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
            Window = window,
            CountPadding = countsPadding,
            UncountedBottom = extraBottom,
            UncountedRight = extraRight,
        });
    }
}
