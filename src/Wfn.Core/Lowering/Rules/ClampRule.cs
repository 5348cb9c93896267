using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Lowering.Rules;

/// <summary>ReLU and clip to <see cref="FixedPointClamp"/>.</summary>
internal static class ClampRule
{
    public static FixedPointOperation Lower(Node node, float minimum, float maximum, LoweringContext context)
    {
        var output = context.Format(node.Output);
        return new FixedPointClamp
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Shift = context.Format(node.Inputs[0]).FractionBits - output.FractionBits,
            Minimum = FixedPointRounding.Quantize(minimum, output),
            Maximum = FixedPointRounding.Quantize(maximum, output),
        };
    }
}
