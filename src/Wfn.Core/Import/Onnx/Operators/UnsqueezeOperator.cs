using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Axes of extent 1 put in: an attribute up to opset 12, an operand from 13; counted in the output.</summary>
internal sealed class UnsqueezeOperator() : OnnxOperator("Unsqueeze", "reshape; constants are reshaped at import")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var given = (node.Opset < 13 ? node.Integers("axes") : node.OptionalIntegers(1, "the axes")) ?? throw node.Invalid("names no axes");
        if (given.Length > Limits.Rank)
        {
            throw new UnsupportedException($"{given.Length} more axes; at most {Limits.Rank} are");
        }

        if (node.Input(0) is ConstantValue { Tensor: var tensor })
        {
            graph.Constant(node, tensor.WithExtents(Unsqueeze(tensor.Extents, node.Axes(given, tensor.Rank + given.Length))));
            return;
        }

        var x = node.Activation(0);
        var axes = node.Axes(given, x.Shape.Rank + given.Length);
        graph.ReshapeResult(node, x, TensorShape.Of(Unsqueeze(x.Shape.Dimensions.ToArray(), axes)));
    }

    private static int[] Unsqueeze(int[] extents, int[] axes)
    {
        var result = new List<int>(extents);
        foreach (var axis in axes)
        {
            result.Insert(axis, 1);
        }

        return [.. result];
    }
}
