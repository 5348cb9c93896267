using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The mean over all spatial axes, one to three.</summary>
internal sealed class GlobalAveragePoolOperator() : OnnxOperator(
    "GlobalAveragePool", "global average pool; over one axis as an image of height 1, over three as an image of all rows", "")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        _ = ImageImport.Spatial(x);
        if (VolumeImport.Is(x))
        {
            VolumeImport.PoolAll(node, graph, x, (name, input, output) => new GlobalAveragePoolNode { Name = name, Inputs = [input.Name], Output = output });
            return;
        }

        var image = ImageImport.AsImage(node, graph, x);
        ImageImport.Result(node, graph, x, (name, output) => new GlobalAveragePoolNode { Name = name, Inputs = [image.Name], Output = output });
    }
}
