using Wfn.Graph;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The axes before one joined to one axis, and the axes from it on to another.</summary>
internal sealed class FlattenOperator() : OnnxOperator("Flatten", "reshape", "a batch that merges with other axes")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var axis = node.Integer("axis", 1);
        var split = axis == x.Shape.Rank ? x.Shape.Rank : node.Axis(axis, x.Shape.Rank);
        var extents = x.Shape.Dimensions;
        if (split == 0 || extents.Skip(1).Take(split - 1).Any(extent => extent != 1))
        {
            throw new UnsupportedException($"axis {axis} of {x.Shape}, which merges the batch with other axes");
        }

        graph.ReshapeResult(node, x, TensorShape.Of(extents[0], x.Shape.Sample.ElementCount));
    }
}
