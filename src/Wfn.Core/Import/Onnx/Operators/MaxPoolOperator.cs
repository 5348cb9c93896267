using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest value under a window over one to three spatial axes.</summary>
internal sealed class MaxPoolOperator() : OnnxOperator(
    "MaxPool", "max pool; over one axis as an image of height 1, over three one after the other", "indices of a batch, which are counted over all its samples; negative pads; windows over padding alone")
{
    /// <inheritdoc/>
    public override int QuantizedOperands => 1;

    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var countsColumns = node.Flag("storage_order", false);
        var x = node.Activation(0);
        var axes = WindowImport.PoolAxes(node, ImageImport.Spatial(x));
        var (images, channels) = (x.Shape[0], x.Shape[1]);
        if (node.IsRead(1))
        {
            graph.Define(node.Outputs[1], PoolPlaces.Of(node, graph, x, axes, countsColumns));
        }

        if (VolumeImport.Is(x))
        {
            VolumeImport.Pool(node, graph, x, axes, Pool);
            return;
        }

        if (x.BatchAxis < 0 && x.Shape[0] != 1)
        {
            // Images of one call lie side by side as channels do.
            x = graph.Reshaped(node, "images", x, TensorShape.Of([1, checked(x.Shape[0] * x.Shape[1]), .. x.Shape.Dimensions.Skip(2)]));
            var side = ImageImport.AsImage(node, graph, x);
            var pooled = graph.Step(node, "pooled", (name, output) =>
                Pool(name, side, output, axes.Length == 1 ? PoolWindow.One : axes[0], axes[axes.Length - 1]));
            graph.ReshapeResult(node, pooled, TensorShape.Of([images, channels, .. pooled.Shape.Dimensions.Skip(pooled.Shape.Rank - axes.Length)]));
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
