using Wfn.Graph.Nodes;

namespace Wfn.Lowering.Rules;

/// <summary>Slice to <see cref="FixedPointSlice"/>.</summary>
internal static class SliceRule
{
    public static FixedPointOperation Lower(SliceNode node, LoweringContext context) => new FixedPointSlice
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
        Starts = node.Starts.Skip(1).ToEquatableArray(),
        Steps = node.Steps.Skip(1).ToEquatableArray(),
    };
}
