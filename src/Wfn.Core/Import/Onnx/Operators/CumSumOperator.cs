using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Sums of all elements up to each one along an axis.</summary>
internal sealed class CumSumOperator() : OnnxOperator(
    "CumSum",
    "weighted sums along the axis, of weights 0 and 1",
    "an axis computed at run time; the batch as its axis; more than 1024 elements")
{
    // Weights are as many squared.
    private const int Longest = 1024;

    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override int NumberOperands => 1;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var given = node.Constant(1, "the axis").Tensor;
        if (given.IsFloat || given.Count != 1)
        {
            throw node.Invalid($"has the axis {given}");
        }

        var axis = node.Axis(given.Integers[0], x.Shape.Rank);
        AxisParts.RequireNoBatch(x, axis);
        var extent = x.Shape[axis];
        if (extent > Longest)
        {
            throw new UnsupportedException($"along {extent} elements");
        }

        graph.Budget.ReserveConstant(node, [extent, extent]);
        graph.Budget.ReserveConstant(node, [extent, extent]);
        var (isReverse, isExclusive) = (node.Flag("reverse", false), node.Flag("exclusive", false));
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
        graph.Result(node, (name, output) => new ResampleNode
        {
            Name = name,
            Inputs = [x.Name, parameter],
            Output = output,
            Axis = axis,
            Indices = EquatableArray.TakeOwnership(indices),
        });
    }
}
