using Wfn.Graph;

namespace Wfn.Operators;

/// <summary>What the axis has to be along which an operator works.</summary>
internal static class AxisRule
{
    /// <summary>Requires an axis of the shape that is not the batch.</summary>
    public static void Require(Node node, int axis, TensorShape shape) => node.Require(
        axis >= 0 && axis < shape.Rank && shape[axis] != TensorShape.Dynamic,
        $"works along axis {axis} of {shape}; it must be an axis other than the batch");

    /// <summary>Requires indices of an axis that is there.</summary>
    public static void RequireIndices(Node node, EquatableArray<int> indices, int axis, TensorShape shape)
    {
        // There may be very many: only one that is wrong is told of.
        foreach (var index in indices.AsSpan())
        {
            if (index < 0 || index >= shape[axis])
            {
                throw NodeError.Make(node, $"takes index {index} on axis {axis} of {shape}");
            }
        }
    }
}
