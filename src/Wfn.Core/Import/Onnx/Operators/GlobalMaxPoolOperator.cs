using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest value over all spatial axes, one or two.</summary>
internal sealed class GlobalMaxPoolOperator() : OnnxOperator(
    "GlobalMaxPool", "max pool over the whole image; over one axis as an image of height 1", "three spatial axes")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var spatial = ImageImport.Spatial(x);
        if (spatial.Any(extent => extent > Limits.Window))
        {
            throw new UnsupportedException($"a plane of {string.Join(" by ", spatial)} elements");
        }

        var image = ImageImport.AsImage(node, graph, x);
        var window = new SlidingWindow { KernelHeight = image.Shape[image.Shape.Rank - 2], KernelWidth = image.Shape[image.Shape.Rank - 1] };
        ImageImport.Result(node, graph, x, (name, output) => new MaxPoolNode { Name = name, Inputs = [image.Name], Output = output, Window = window });
    }
}
