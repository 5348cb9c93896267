using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The same elements under another, constant shape; 0 keeps an extent, -1 takes what is left.</summary>
internal sealed class ReshapeOperator() : OnnxOperator(
    "Reshape", "reshape; constants are reshaped at import", "shapes computed at run time; a batch that merges with other axes")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var keepsZero = node.Opset >= 14 && node.Flag("allowzero", false);
        var target = node.OptionalIntegers(1, "the shape") ?? throw node.Invalid("lacks input 1");
        if (target.Length > Limits.Rank)
        {
            throw new UnsupportedException($"{target.Length} axes; at most {Limits.Rank} are");
        }

        if (node.Input(0) is ConstantValue constant)
        {
            graph.Constant(node, constant.Tensor.WithExtents(ReshapeTarget.OfConstant(node, constant.Tensor, target, keepsZero)));
        }
        else
        {
            var x = node.Activation(0);
            graph.ReshapeResult(node, x, ReshapeTarget.OfActivation(node, x, target, keepsZero, graph.StaticBatch));
        }
    }
}
