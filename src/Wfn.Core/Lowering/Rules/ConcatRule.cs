using Wfn.Graph.Nodes;

namespace Wfn.Lowering.Rules;

/// <summary>Concatenation to <see cref="FixedPointConcat"/>.</summary>
internal static class ConcatRule
{
    public static FixedPointOperation Lower(ConcatNode node, LoweringContext context) => new FixedPointConcat
    {
        Name = node.Name,
        Inputs = node.Inputs,
        Output = node.Output,
        Axis = node.Axis - 1,
        Shifts = node.Inputs
            .Select(i => context.Format(i).FractionBits - context.Format(node.Output).FractionBits).ToEquatableArray(),
    };
}
