using Wfn.Graph.Nodes;

namespace Wfn.Lowering.Rules;

/// <summary>Transpose to <see cref="FixedPointTranspose"/>.</summary>
internal static class TransposeRule
{
    public static FixedPointOperation Lower(TransposeNode node, LoweringContext context) => new FixedPointTranspose
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
        Permutation = node.Permutation.Skip(1).Select(axis => axis - 1).ToEquatableArray(),
    };
}
