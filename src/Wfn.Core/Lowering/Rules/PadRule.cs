using Wfn.Graph.Nodes;
using Wfn.Numerics;

namespace Wfn.Lowering.Rules;

/// <summary>Pad to <see cref="FixedPointPad"/>.</summary>
internal static class PadRule
{
    public static FixedPointOperation Lower(PadNode node, LoweringContext context) => new FixedPointPad
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
        Mode = node.Mode,
        Before = node.Before.Skip(1).ToEquatableArray(),
        After = node.After.Skip(1).ToEquatableArray(),
        Value = FixedPointRounding.Quantize(node.Value, context.Format(node.Output)),
    };
}
