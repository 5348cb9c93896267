using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest value under a window over one to three spatial axes.</summary>
internal sealed class MaxPoolOperator() : OnnxOperator(
    "MaxPool", "max pool; over one axis as an image of height 1, over three one after the other", "the indices; negative pads; windows over padding alone")
{
    /// <inheritdoc/>
    public override int QuantizedOperands => 1;

    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Says only how the indices are counted.
        node.Ignore("storage_order");
        var x = node.Activation(0);
        var axes = WindowImport.PoolAxes(node, ImageImport.Spatial(x));
        if (VolumeImport.Is(x))
        {
            VolumeImport.Pool(node, graph, x, axes, Pool);
            return;
        }

        var image = ImageImport.AsImage(node, graph, x);
        var height = axes.Length == 1 ? PoolWindow.One : axes[0];
        ImageImport.Result(node, graph, x, (name, output) => Pool(name, image, output, height, axes[axes.Length - 1]));

        static MaxPoolNode Pool(string name, ActivationValue input, string output, PoolWindow height, PoolWindow width) => new()
        {
            Name = name,
            Inputs = [input.Name],
            Output = output,
            Window = AxisWindow.Image(height.Axis, width.Axis),
        };
    }
}
