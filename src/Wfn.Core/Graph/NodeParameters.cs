using Wfn.Graph.Nodes;

namespace Wfn.Graph;

/// <summary>Which parameters nodes read.</summary>
public static class NodeParameters
{
    /// <summary>
    /// The names of the values that a node reads apart from its <see cref="Node.Inputs"/>, in their fixed order: weight and bias,
    /// or scale, shift, mean and variance. (Elementwise nodes may read a parameter as one of their inputs.)
    /// </summary>
    public static IEnumerable<string> Of(Node node) => node switch
    {
        ConvolutionNode { Bias: { } bias } convolution => [convolution.Weight, bias],
        ConvolutionNode convolution => [convolution.Weight],
        LinearNode { Bias: { } bias } linear => [linear.Weight, bias],
        LinearNode linear => [linear.Weight],
        BatchNormNode norm => [norm.Scale, norm.Shift, norm.Mean, norm.Variance],
        _ => [],
    };
}
