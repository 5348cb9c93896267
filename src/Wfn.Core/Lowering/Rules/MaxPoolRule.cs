using Wfn.Graph.Nodes;

namespace Wfn.Lowering.Rules;

/// <summary>Max-pooling to <see cref="FixedPointMaxPool"/>.</summary>
internal static class MaxPoolRule
{
    public static FixedPointOperation Lower(MaxPoolNode node, LoweringContext context) => new FixedPointMaxPool
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
        Window = node.Window,
    };
}
