using Wfn.Graph.Nodes;
using Wfn.Numerics;

namespace Wfn.Lowering.Rules;

/// <summary>Sigmoid to <see cref="FixedPointTable"/>.</summary>
internal static class SigmoidRule
{
    public static FixedPointOperation Lower(SigmoidNode node, LoweringContext context)
    {
        var input = context.Format(node.Inputs[0]);
        var output = context.Format(node.Output);
        var table = new int[input.Maximum - input.Minimum + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var x = (i + input.Minimum) * FixedPointRounding.PowerOfTwo(-input.FractionBits);
            table[i] = FixedPointRounding.Quantize((float)(1 / (1 + Exponential.Of(-x))), output);
        }

        return new FixedPointTable
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Table = EquatableArray.TakeOwnership(table),
        };
    }
}
