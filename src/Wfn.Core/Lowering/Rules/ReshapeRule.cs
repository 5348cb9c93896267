using Wfn.Graph.Nodes;

namespace Wfn.Lowering.Rules;

/// <summary>Reshape to <see cref="FixedPointReshape"/>.</summary>
internal static class ReshapeRule
{
    public static FixedPointOperation Lower(ReshapeNode node, LoweringContext context) => new FixedPointReshape
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
    };
}
