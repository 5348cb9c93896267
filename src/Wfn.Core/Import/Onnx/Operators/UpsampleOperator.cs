using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>What Resize was called up to opset 9: scales as an attribute up to opset 8, as an operand in 9.</summary>
internal sealed class UpsampleOperator() : OnnxOperator(
    "Upsample", "as Resize, places counted from the axis' start", "scales computed at run time; a resized batch")
{
    /// <inheritdoc/>
    public override int QuantizedOperands => 1;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var scales = (node.Opset < 9 ? node.Floats("scales") : node.OptionalFloats(1, "the scales")?.Tensor.Floats) ?? throw node.Invalid("has no scales");
        var sampling = new Resampling { Mode = node.Text("mode", "nearest"), Coordinates = "asymmetric" };
        ResizeOperator.Resize(node, graph, sampling.Checked(), ResizeOperator.Scaled(node, node.Activation(0), scales));
    }
}
