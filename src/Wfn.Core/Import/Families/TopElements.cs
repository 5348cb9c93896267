using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>The largest or smallest elements along an axis and where they are, the first one of them.</summary>
/// <param name="node">The model's node.</param>
/// <param name="graph">Takes the nodes.</param>
/// <param name="x">What they are elements of.</param>
/// <param name="axis">The axis of it.</param>
/// <param name="count">How many of them.</param>
/// <param name="isLargest">Whether the largest ones, in descending order; else the smallest in ascending order.</param>
internal sealed class TopElements(ModelNode node, GraphBuilder graph, ActivationValue x, int axis, int count, bool isLargest)
{
    private ActivationValue? indices;

    /// <summary>Where they are, as one node in between however often it is asked for.</summary>
    public ActivationValue Indices() => indices ??= count == 1
        ? ArgumentStep.Of(node, graph, x, isLargest ? ArgumentOperator.Max : ArgumentOperator.Min, axis, keepsAxis: true)
        : graph.Step(node, "indices", (name, output) => new TopNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Operator = isLargest ? TopOperator.Max : TopOperator.Min,
            Axis = axis,
            Count = count,
        });

    /// <summary>The elements.</summary>
    public ActivationValue Values() => count == 1
        ? graph.Reduced(node, isLargest ? ReductionOperator.Max : ReductionOperator.Min, x, [axis])
        : graph.Step(node, "values", (name, output) =>
            new PickAlongNode { Name = name, Inputs = [x.Name, Indices().Name], Output = output, Axis = axis });
}
