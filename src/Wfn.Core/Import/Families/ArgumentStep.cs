using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>Where along an axis an extreme element is.</summary>
internal static class ArgumentStep
{
    /// <summary>The indices along an axis as a node in between.</summary>
    public static ActivationValue Of(
        ModelNode node, GraphBuilder graph, ActivationValue x, ArgumentOperator argument, int axis, bool keepsAxis, bool takesLast = false)
    {
        AxisParts.RequireNoBatch(x, axis);
        return graph.Step(node, argument.Kind, (name, output) => new ArgumentNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Operator = argument,
            Axis = axis,
            KeepsAxis = keepsAxis,
            TakesLast = takesLast,
        });
    }
}
