using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The mean of the values under a window over one to three spatial axes.</summary>
internal sealed class AveragePoolOperator() : OnnxOperator(
    "AveragePool", "average pool; over one axis as an image of height 1, over three one after the other", "negative pads; windows over padding alone")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var countsPadding = node.Flag("count_include_pad", false);
        var axes = WindowImport.PoolAxes(node, ImageImport.Spatial(x));
        if (VolumeImport.Is(x))
        {
            VolumeImport.Pool(node, graph, x, axes, Pool);
            return;
        }

        var image = ImageImport.AsImage(node, graph, x);
        var height = axes.Length == 1 ? PoolWindow.One : axes[0];
        ImageImport.Result(node, graph, x, (name, output) => Pool(name, image, output, height, axes[axes.Length - 1]));

        AveragePoolNode Pool(string name, ActivationValue input, string output, PoolWindow height, PoolWindow width) => new()
        {
            Name = name,
            Inputs = [input.Name],
            Output = output,
            Window = AxisWindow.Image(height.Axis, width.Axis),
            CountPadding = countsPadding,
            UncountedBottom = height.Uncounted,
            UncountedRight = width.Uncounted,
        };
    }
}
