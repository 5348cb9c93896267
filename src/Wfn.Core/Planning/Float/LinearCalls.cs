using Wfn.Operators;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>A fully connected layer.</summary>
internal static class LinearCalls
{
    /// <summary>Adds its call.</summary>
    public static void Plan(LinearNode node, PlanScope scope)
    {
        var matrix = scope.Parameter(node.Weight).Shape;
        scope.Add(Call(node, matrix[0], matrix[1], 1, scope.Bounds, scope.Input(), scope.Output()));
    }

    /// <summary>Its call.</summary>
    /// <param name="node">The node.</param>
    /// <param name="outputs">Outputs of a row.</param>
    /// <param name="inputs">Inputs of a row.</param>
    /// <param name="channels">Channels that lie side by side in the input; 1 where a row of weights has the input's order.</param>
    /// <param name="bounds">Bounds of the output.</param>
    /// <param name="from">The input.</param>
    /// <param name="to">The output.</param>
    public static KernelCall Call(LinearNode node, int outputs, int inputs, int channels, FloatBounds bounds, PlanMemory from, PlanMemory to) => new()
    {
        Node = node.Name,
        What = Words.FullyConnected(inputs, outputs),
        State = KernelObject.New(
            "FloatLinear", ("inputs", inputs), ("bias", PlanScope.Bias(node.Bias, outputs)), ("bounds", bounds.Kernel)),
        Type = "FloatLinear",
        Method = "Run",
        Arguments = [new FloatWeightsValue(node.Weight, new GemvWeightOrder(outputs, inputs, channels)), from, to],
        Cost = CallCost.Multiplied("float32", (long)inputs * outputs) with { Shape = Words.Shape(inputs, outputs) },
        Batch = to.Length == outputs ? new RowBatch((long)inputs * outputs, inputs, outputs) : null,
    };
}
