using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The axes before one joined to one axis, and the axes from it on to another.</summary>
internal sealed class FlattenOperator() : OnnxOperator("Flatten", "reshape", "a batch that merges with other axes")
{
    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var axis = node.Integer("axis", 1);
        var split = axis == x.Shape.Rank ? x.Shape.Rank : node.Axis(axis, x.Shape.Rank);
        graph.ReshapeResult(node, x, TensorShape.Of(Joined(x, 0, split, axis), Joined(x, split, x.Shape.Rank, axis)));
    }

    // The extent of some axes that become one; the batch is one of them only where it is the only one.
    private static int Joined(ActivationValue x, int first, int end, long axis)
    {
        var joined = new TensorShape(x.Shape.Dimensions.Skip(first).Take(end - first).ToEquatableArray());
        var elements = joined.ElementCount;
        return SampleScope.BatchAxis(joined) < 0
            ? elements
            : elements == 1
                ? TensorShape.Dynamic
                : throw new UnsupportedException($"axis {axis} of {x.Shape}, which merges the batch with other axes");
    }
}
