using Wfn.Graph.Nodes;

namespace Wfn.Lowering.Rules;

/// <summary>Product of two activations to <see cref="FixedPointMatrixProduct"/>.</summary>
internal static class MatrixProductRule
{
    public static FixedPointOperation Lower(MatrixProductNode node, LoweringContext context) => new FixedPointMatrixProduct
    {
        Name = node.Name,
        Inputs = node.Inputs,
        Output = node.Output,
        Shift = context.Format(node.Inputs[0]).FractionBits + context.Format(node.Inputs[1]).FractionBits
            - context.Format(node.Output).FractionBits,
    };
}
