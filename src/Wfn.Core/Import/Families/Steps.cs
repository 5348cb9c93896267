using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>Functions, sums and constants in between, of which operators are put together.</summary>
internal static class Steps
{
    /// <summary>A function of single elements.</summary>
    public static ActivationValue Function(this GraphBuilder graph, ModelNode node, UnaryFunction function, ActivationValue x) =>
        graph.Step(node, function.Kind, (name, output) => function.Blank with { Name = name, Inputs = [x.Name], Outputs = [output] });

    /// <summary>A reduction over some axes, which stay with an extent of 1.</summary>
    public static ActivationValue Reduced(
        this GraphBuilder graph, ModelNode node, ReductionOperator reduction, ActivationValue x, IEnumerable<int> axes) =>
        graph.Step(node, reduction.Kind, (name, output) => new ReductionNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Operator = reduction,
            Axes = axes.OrderBy(axis => axis).ToEquatableArray(),
            KeepsAxes = true,
        });

    /// <summary>The mean over some axes, which stay with an extent of 1.</summary>
    public static ActivationValue MeanOver(this GraphBuilder graph, ModelNode node, ActivationValue x, IReadOnlyCollection<int> axes)
    {
        var count = axes.Aggregate(1.0, (product, axis) => product * x.Shape[axis]);
        var sum = graph.Reduced(node, ReductionOperator.Sum, x, axes);
        return BinaryImport.Step(node, graph, BinaryOperator.Multiply, sum, Number(node, "reciprocal", (float)(1 / count)));
    }

    /// <summary>One number as a constant.</summary>
    public static ConstantValue Number(ModelNode node, string part, float value) => Numbers(node, part, [], [value]);

    /// <summary>Numbers as a constant.</summary>
    public static ConstantValue Numbers(ModelNode node, string part, int[] extents, float[] values) =>
        new($"{node.Name}.{part}", ConstantTensor.OfFloats(extents, values));

    /// <summary>The places 0, 1, 2 … along an axis, of a tensor that broadcasts to one of so many axes.</summary>
    public static ConstantValue Places(ModelNode node, GraphBuilder graph, int axis, int rank, int extent)
    {
        graph.Budget.ReserveConstant(node, [extent]);
        int[] extents = [extent, .. Enumerable.Repeat(1, rank - 1 - axis)];
        return Numbers(node, "places", extents, [.. Enumerable.Range(0, extent).Select(i => (float)i)]);
    }
}
