using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>Sums of all elements up to each one along an axis: weighted sums of weights 0 and 1.</summary>
internal static class RunningSum
{
    // Weights are as many squared.
    private const int Longest = 1024;

    /// <summary>Makes the node.</summary>
    /// <param name="node">The model's node.</param>
    /// <param name="graph">Takes the weights.</param>
    /// <param name="x">What is summed.</param>
    /// <param name="axis">The axis of it that is summed along.</param>
    /// <param name="isReverse">Whether each sum counts from the end.</param>
    /// <param name="isExclusive">Whether each sum leaves its own element out.</param>
    public static Func<string, string, Node> Of(ModelNode node, GraphBuilder graph, ActivationValue x, int axis, bool isReverse, bool isExclusive)
    {
        AxisParts.RequireNoBatch(x, axis);
        var extent = x.Shape[axis];
        if (extent > Longest)
        {
            throw new UnsupportedException($"along {extent} elements");
        }

        graph.Budget.ReserveConstant(node, [extent, extent]);
        graph.Budget.ReserveConstant(node, [extent, extent]);
        var weights = new float[extent * extent];
        var indices = new int[extent * extent];
        for (var i = 0; i < weights.Length; i++)
        {
            var (sum, element) = (i / extent, i % extent);
            var distance = isReverse ? element - sum : sum - element;
            weights[i] = distance > 0 || (distance == 0 && !isExclusive) ? 1 : 0;
            indices[i] = element;
        }

        var parameter = graph.Parameter(node, "weights", ParameterRole.Constant, [extent, extent], weights);
        return (name, output) => new ResampleNode
        {
            Name = name,
            Inputs = [x.Name, parameter],
            Output = output,
            Axis = axis,
            Indices = EquatableArray.TakeOwnership(indices),
        };
    }
}
