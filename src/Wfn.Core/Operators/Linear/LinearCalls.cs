using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>A fully connected layer in float32.</summary>
internal static class LinearCalls
{
    /// <summary>Adds its call.</summary>
    public static void Plan(LinearNode node, PlanScope scope)
    {
        var matrix = scope.Parameter(node.Weight).Shape;
        var (outputs, inputs) = (matrix[0], matrix[1]);
        var order = new GemvWeightOrder(outputs, inputs, scope.InputLayout?.Channels ?? 1);
        var (from, to) = (scope.Input(), scope.Output());
        var state = KernelObject.New(
            "FloatLinear", ("inputs", inputs), ("bias", PlanScope.Bias(node.Bias, outputs)), ("bounds", scope.Bounds.Kernel));
        var weights = new FloatWeightsValue(node.Weight, order);
        scope.Add(new KernelCall
        {
            Node = node.Name,
            What = Words.FullyConnected(inputs, outputs),
            State = state,
            Parts = state.Parts(("weights", new FloatWeightsSourceValue(weights)), ("rows", to.Length / outputs)),
            Type = "FloatLinear",
            Method = "Run",
            Arguments = [weights, from, to],
            Cost = CallCost.Multiplied("float32", (long)inputs * outputs) with { Shape = Words.Shape(inputs, outputs) },
            Batch = to.Length == outputs ? new RowBatch((long)inputs * outputs, inputs, outputs) : null,
        });
    }
}
