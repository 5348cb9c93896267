using Wfn.Graph;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The largest value over all spatial axes, one to three.</summary>
internal sealed class GlobalMaxPoolOperator() : OnnxOperator(
    "GlobalMaxPool", "max pool over the whole image; over one axis as an image of height 1, over three as an image of all rows", "")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var spatial = ImageImport.Spatial(x);
        if (VolumeImport.Is(x))
        {
            VolumeImport.PoolAll(node, graph, x, Pool);
            return;
        }

        var image = ImageImport.AsImage(node, graph, x);
        ImageImport.Result(node, graph, x, (name, output) => Pool(name, image, output));

        MaxPoolNode Pool(string name, ActivationValue input, string output)
        {
            var (rows, columns) = (input.Shape[input.Shape.Rank - 2], input.Shape[input.Shape.Rank - 1]);
            return new MaxPoolNode
            {
                Name = name,
                Inputs = [input.Name],
                Output = output,
                Window = rows <= Limits.Window && columns <= Limits.Window
                    ? new SlidingWindow { KernelHeight = rows, KernelWidth = columns }
                    : throw new UnsupportedException($"an image of {string.Join(" by ", spatial)} elements"),
            };
        }
    }
}
