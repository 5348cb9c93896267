using Wfn.Graph.Nodes;

namespace Wfn.Lowering.Rules;

/// <summary>Convolution to <see cref="FixedPointConvolution"/>.</summary>
internal static class ConvolutionRule
{
    public static FixedPointOperation Lower(ConvolutionNode node, LoweringContext context)
    {
        var (weights, bias, shift) = WeightedSumRule.Lower(node, node.Weight, node.Bias, context);
        return new FixedPointConvolution
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Weights = weights,
            Bias = bias,
            Window = node.Window,
            Groups = node.Groups,
            Shift = shift,
        };
    }
}
