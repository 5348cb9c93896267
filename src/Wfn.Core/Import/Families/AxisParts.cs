using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>Parts of an activation along an axis: nothing where they are all of it, a slice where they lie evenly, else a gather.</summary>
internal static class AxisParts
{
    /// <summary>The parts at some indices, which have been checked.</summary>
    /// <exception cref="UnsupportedException">The axis is the batch.</exception>
    public static ActivationValue Take(ModelNode node, GraphBuilder graph, ActivationValue x, int axis, int[] indices)
    {
        RequireNoBatch(x, axis);
        var step = indices.Length > 1 ? indices[1] - indices[0] : 1;
        var isEven = step != 0;
        for (var i = 1; i < indices.Length && isEven; i++)
        {
            isEven = indices[i] - indices[i - 1] == step;
        }

        if (indices.Length == 0)
        {
            throw node.Invalid($"takes nothing of axis {axis} of {x.Shape}");
        }

        return !isEven
            ? graph.Step(node, "gather", (name, output) => new GatherNode
            {
                Name = name,
                Inputs = [x.Name],
                Output = output,
                Axis = axis,
                Indices = new EquatableArray<int>(indices),
            })
            : indices.Length == x.Shape[axis] && step == 1 ? x : graph.Step(node, "slice", Slice(x, axis, indices[0], step, indices.Length));
    }

    /// <summary>Makes the slice of evenly spaced indices along an axis.</summary>
    public static Func<string, string, Node> Slice(ActivationValue x, int axis, int start, int step, int count) => (name, output) => new SliceNode
    {
        Name = name,
        Inputs = [x.Name],
        Output = output,
        Starts = x.Shape.Dimensions.Select((_, at) => at == axis ? start : 0).ToEquatableArray(),
        Steps = x.Shape.Dimensions.Select((_, at) => at == axis ? step : 1).ToEquatableArray(),
        Shape = new TensorShape(x.Shape.Dimensions.Select((extent, at) => at == axis ? count : extent).ToEquatableArray()),
    };

    /// <summary>Refuses the batch as the axis that is worked along.</summary>
    public static void RequireNoBatch(ActivationValue x, int axis)
    {
        if (x.Shape[axis] == TensorShape.Dynamic)
        {
            throw new UnsupportedException("along the batch");
        }
    }
}
