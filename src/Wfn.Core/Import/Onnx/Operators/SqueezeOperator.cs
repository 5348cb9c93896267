using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Axes of extent 1 taken away: those named (an attribute up to opset 12, an operand from 13), or all but the batch.</summary>
internal sealed class SqueezeOperator() : OnnxOperator("Squeeze", "reshape; constants are reshaped at import", "the batch as an axis")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var given = node.Opset < 13 ? node.Integers("axes") : node.OptionalIntegers(1, "the axes");
        if (node.Input(0) is ConstantValue { Tensor: var tensor })
        {
            graph.Constant(node, tensor.WithExtents(Squeeze(node, tensor.Extents, given)));
            return;
        }

        var x = node.Activation(0);
        if (given is not null && node.Axes(given, x.Shape.Rank).Contains(x.BatchAxis))
        {
            throw new UnsupportedException("taking away the batch");
        }

        graph.ReshapeResult(node, x, TensorShape.Of(Squeeze(node, x.Shape.Dimensions.ToArray(), given)));
    }

    private static int[] Squeeze(OnnxNode node, int[] extents, long[]? given)
    {
        var axes = given is null
            ? [.. Enumerable.Range(0, extents.Length).Where(axis => extents[axis] == 1)]
            : node.Axes(given, extents.Length);
        foreach (var axis in axes)
        {
            if (extents[axis] != 1)
            {
                throw node.Invalid($"takes away axis {axis} of [{string.Join(", ", extents)}], whose extent is not 1");
            }
        }

        return [.. extents.Where((_, axis) => !axes.Contains(axis))];
    }
}
