using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The mean over all spatial axes, one or two.</summary>
internal sealed class GlobalAveragePoolOperator() : OnnxOperator(
    "GlobalAveragePool", "global average pool; over one axis as an image of height 1", "three spatial axes")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        _ = ImageImport.Spatial(x);
        var image = ImageImport.AsImage(node, graph, x);
        ImageImport.Result(node, graph, x, (name, output) => new GlobalAveragePoolNode { Name = name, Inputs = [image.Name], Output = output });
    }
}
