using Wfn.Graph.Nodes;

namespace Wfn.Lowering.Rules;

/// <summary>Fully connected layer to <see cref="FixedPointLinear"/>.</summary>
internal static class LinearRule
{
    public static FixedPointOperation Lower(LinearNode node, LoweringContext context)
    {
        var (weights, bias, shift) = WeightedSumRule.Lower(node, node.Weight, node.Bias, context);
        return new FixedPointLinear
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Weights = weights,
            Bias = bias,
            Shift = shift,
        };
    }
}
