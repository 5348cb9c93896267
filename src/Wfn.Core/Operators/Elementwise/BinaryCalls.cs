using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>An operation on two activations, or on one and a parameter.</summary>
internal static class BinaryCalls
{
    /// <summary>Adds its call.</summary>
    public static void Plan(BinaryNode node, PlanScope scope)
    {
        var first = scope.FindParameter(0);
        var constant = first ?? scope.FindParameter(1);
        var shape = scope.OutputShape;
        var activation = first is null ? 0 : 1;
        var right = constant is null ? scope.InputShape(1) : constant.Shape;

        // The kernels' first operand is an activation, which sums and products do not mind.
        var isSwapped = first is not null && node.Operator != BinaryOperator.Add && node.Operator != BinaryOperator.Multiply;
        KernelValue own = scope.Input(activation);
        var other = constant is null ? scope.Input(1).Span : scope.ParameterValues(1 - activation);
        var output = scope.Output();
        var layout = scope.OutputLayout is null ? BroadcastLayout.Of(scope.InputShape(activation), right, shape) : BroadcastLayout.Flat(output.Length);
        scope.Call(
            node.Operator.Summary,
            new CallCost { Kernel = "binary", Cycles = FloatCost.Elements(output.Length) },
            "FloatElementwise",
            node.Operator.Kernel ?? "Combine",
            [
                .. node.Operator.Kernel is null ? [new FunctionValue(node.Operator.Kind, node.Operator.Formula, [])] : Array.Empty<KernelValue>(),
                FixedPointCalls.Broadcast(layout, isSwapped),
                isSwapped ? other : own,
                isSwapped ? own : other,
                output,
                scope.Bounds.Kernel,
            ]);
    }
}
